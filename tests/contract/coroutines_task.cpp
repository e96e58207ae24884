// Tasks: how they begin and end, where their frames live, and how ordinary code waits for them.
#include "coroutines.hpp"
#include "failure_log.hpp"
#include "heap_counter.hpp"

#include <concepts>
#include <coroutine>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

using namespace contract;

namespace {

constexpr int many = 200'000;  // frames of a hundred bytes would be more than any stack has

naru::task<int> set(bool& ran, int value) {
  ran = true;
  co_return value;
}

naru::task<int&> same(int& value) { co_return value; }

naru::task<std::unique_ptr<int>> boxed(int value) { co_return std::make_unique<int>(value); }

naru::task<> hold(std::shared_ptr<int>) { co_return; }

naru::task<long> sum_of_many() {
  long sum = 0;
  for (int i = 0; i < many; ++i) sum += co_await value_of(1);
  co_return sum;
}

naru::task<int> depth(int levels) {
  if (levels == 0) co_return 0;
  co_return 1 + co_await depth(levels - 1);
}

naru::task<int> depth_and_wait(int levels) {
  if (levels == 0) {
    co_await naru::yield();
    co_return 0;
  }
  co_return 1 + co_await depth_and_wait(levels - 1);
}

naru::task<int> catches(int number) {
  try {
    co_return co_await failing(number);
  } catch (const failure& caught) {
    co_return -caught.number;
  }
}

/// An awaitable of another library: anything may resume it directly.
struct foreign_awaitable {
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> coroutine) noexcept { waiting = coroutine; }
  [[nodiscard]] int await_resume() const noexcept { return 7; }

  std::coroutine_handle<>& waiting;
};

naru::task<int> await_foreign(std::coroutine_handle<>& waiting) {
  const int seven = co_await foreign_awaitable{waiting};
  co_return seven + co_await value_of(1);
}

/// An awaitable that gives away its content, but only if it has a name, as in a co_await.
struct foreign_text {
  [[nodiscard]] bool await_ready() const noexcept { return true; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  [[nodiscard]] std::string&& await_resume() & noexcept { return std::move(text); }

  std::string text;
};
static_assert(std::same_as<naru::detail::await_result_t<foreign_text>, std::string>);
static_assert(std::same_as<naru::detail::await_result_t<naru::task<int&>>, int&>);

/// A coroutine of another library: nothing awaits it, and nothing gives it a context.
struct foreign_coroutine {
  struct promise_type {
    foreign_coroutine get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }
  };
};

foreign_coroutine foreign(naru::timer& timer, int& result) {
  const auto [error, bytes] = co_await timer.wait_for(1ms);
  result = error ? -1 : 1 + static_cast<int>(bytes) + co_await value_of(1);
}

naru::task<std::string> inner_stack() {
  co_await naru::this_task::set_name("inner");
  co_return co_await naru::this_task::stack();
}

naru::task<std::string> outer_stack() {
  co_await naru::this_task::set_name("outer");
  auto [stack, nothing] = co_await naru::when_all(inner_stack(), naru::sleep_for(0s));
  co_return stack;
}

}  // namespace

TEST_SUITE_BEGIN("coroutines");

TEST_CASE_FIXTURE(no_frame_is_left, "a_task_runs_when_it_is_awaited_and_gives_its_result") {
  const auto proactor = test_proactor();
  bool ran = false;
  naru::task<int> lazy = set(ran, 42);
  CHECK_FALSE(ran);
  CHECK(naru::run(*proactor, std::move(lazy)) == 42);
  CHECK(ran);
  int value = 5;
  CHECK(&naru::run(*proactor, same(value)) == &value);
  CHECK(*naru::run(*proactor, boxed(6)) == 6);
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_task_that_is_never_awaited_is_freed_with_its_arguments") {
  const auto argument = std::make_shared<int>(1);
  {
    naru::task<> one = hold(argument);
    naru::task<> other = hold(argument);
    CHECK(argument.use_count() == 3);
    one = std::move(other);
  }
  CHECK(argument.use_count() == 1);
}

TEST_CASE_FIXTURE(no_frame_is_left, "an_exception_travels_to_whoever_awaits") {
  const auto proactor = test_proactor();
  CHECK(naru::run(*proactor, catches(3)) == -3);
  CHECK_THROWS_AS(static_cast<void>(naru::run(*proactor, failing(4))), failure);
  CHECK_THROWS_AS(static_cast<void>(naru::run(*proactor, failing_after(4, 1ms))), failure);
}

TEST_CASE_FIXTURE(no_frame_is_left, "many_tasks_in_a_row_keep_the_stack_flat") {
  const auto proactor = test_proactor();
  CHECK(naru::run(*proactor, sum_of_many()) == many);
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_deep_chain_of_tasks_keeps_the_stack_flat") {
  const auto proactor = test_proactor();
  CHECK(naru::run(*proactor, depth(many)) == many);
  CHECK(naru::run(*proactor, depth_and_wait(many)) == many);
}

TEST_CASE_FIXTURE(no_frame_is_left, "operations_that_finish_at_once_keep_the_stack_flat") {
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const auto rounds = static_cast<int>(scaled(100'000));
  const int finished =
      naru::run(*proactor, [](naru::tcp_stream& stream, int count) -> naru::task<int> {
        int good = 0;
        for (int i = 0; i < count; ++i) {
          const auto [error, bytes] = co_await stream.receive_exactly(naru::mutable_buffer());
          good += error || bytes != 0 ? 0 : 1;
        }
        co_return good;
      }(pair.server, rounds));
  CHECK(finished == rounds);
  naru::event happened;
  happened.set();
  naru::run(*proactor, [](naru::event& event) -> naru::task<> {
    for (int i = 0; i < 100'000; ++i) co_await event.wait();
  }(happened));
}

TEST_CASE_FIXTURE(no_frame_is_left, "frames_are_used_again") {
  const auto proactor = test_proactor();
  const auto play = [&] { return naru::run(*proactor, sum_of_many()); };
  static_cast<void>(play());
  const std::size_t before = heap_calls();
  static_cast<void>(play());
  CHECK(heap_calls() - before < 10);  // run's own calls
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_frame_may_end_on_another_thread") {
  if (!runs_on_threads()) return;
  std::vector<naru::task<int>> tasks;
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < 200; ++i) tasks.push_back(value_of(i));
    std::thread([&] { tasks.clear(); }).join();
    std::thread([&] {
      for (int i = 0; i < 200; ++i) tasks.push_back(value_of(i));
    }).join();
    tasks.clear();
  }
}

TEST_CASE_FIXTURE(no_frame_is_left, "ordinary_code_waits_for_a_task_that_other_threads_run") {
  if (!runs_on_threads()) return;
  const auto proactor = test_proactor();
  {
    const naru::work_guard guard(*proactor);
    naru::worker_pool workers(*proactor, 2);
    CHECK(naru::sync_wait(*proactor, value_after(1, 2ms)) == 1);
    CHECK_THROWS_AS(static_cast<void>(naru::sync_wait(*proactor, failing_after(2, 1ms))), failure);
    for (int i = 0; i < 1'000; ++i) REQUIRE(naru::sync_wait(*proactor, value_of(i)) == i);
    naru::sync_wait(*proactor, naru::sleep_for(1ms));
  }
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_proactor_that_is_stopped_asks_its_task_to_stop") {
  const auto proactor = test_proactor();
  naru::callback stop([&](naru::io_result) { proactor->stop(); });
  proactor->post(stop);
  CHECK(is_canceled(naru::run(*proactor, naru::sleep_for(1h))));
}

TEST_CASE_FIXTURE(no_frame_is_left, "an_exception_of_a_callback_stops_the_task_and_is_thrown") {
  const auto proactor = test_proactor();
  naru::callback fail([&](naru::io_result) { throw failure{1}; });
  naru::timer timer(*proactor);
  timer.wait_for(1ms, fail);
  CHECK_THROWS_AS(static_cast<void>(naru::run(*proactor, naru::sleep_for(1h))), failure);
}

namespace {

naru::task<> post_and_throw(naru::proactor& proactor, naru::operation& first,
                            naru::operation& second) {
  proactor.post(first);
  proactor.post(second);
  co_await naru::sleep_for(1h);  // the first one ends this
  throw std::runtime_error("of the task");
}

}  // namespace

TEST_CASE_FIXTURE(no_frame_is_left, "what_run_does_not_throw_is_reported") {
  failure_log failures;
  const auto proactor = failures.proactor();
  naru::callback first([&](naru::io_result) { throw failure{1}; });
  naru::callback second([&](naru::io_result) { throw std::runtime_error("of the second"); });
  CHECK_THROWS_AS(naru::run(*proactor, post_and_throw(*proactor, first, second)), failure);
  CHECK(failures.count("of the second") == 1);
  CHECK(failures.count("of the task") == 1);
  CHECK(failures.size() == 2);
}

TEST_CASE_FIXTURE(no_frame_is_left, "what_was_ready_before_run_keeps_no_task_from_starting") {
  const auto proactor = test_proactor();
  naru::callback fail([&](naru::io_result) { throw failure{1}; });
  proactor->post(fail);
  bool ran = false;
  CHECK_THROWS_AS(naru::run(*proactor,
                            [](bool& done) -> naru::task<> {
                              done = true;
                              co_return;
                            }(ran)),
                  failure);
  CHECK(ran);
}

TEST_CASE_FIXTURE(no_frame_is_left, "what_a_scope_or_a_group_does_not_throw_is_reported") {
  failure_log failures;
  const auto proactor = failures.proactor();
  const auto fail = [](std::string what) -> naru::task<> {
    throw std::runtime_error(what);
    co_return;
  };
  const auto scoped = [&]() -> naru::task<> {
    naru::task_scope scope(*proactor);
    scope.spawn(fail("one"));
    scope.spawn(fail("two"));
    co_await scope.join();
  };
  const auto grouped = [&]() -> naru::task<> {
    co_await naru::when_all(fail("three"), fail("four"));
  };
  CHECK_THROWS_AS(naru::run(*proactor, scoped()), std::runtime_error);
  CHECK(failures.size() == 1);
  CHECK_THROWS_AS(naru::run(*proactor, grouped()), std::runtime_error);
  CHECK(failures.size() == 2);
}

TEST_CASE_FIXTURE(no_frame_is_left, "run_is_refused_inside_a_completion_function") {
  const auto proactor = test_proactor();
  bool refused = false;
  naru::callback nested([&](naru::io_result) {
    try {
      static_cast<void>(naru::run(*proactor, value_of(1)));
    } catch (const std::logic_error&) {
      refused = true;
    }
  });
  proactor->post(nested);
  proactor->run();
  CHECK(refused);
}

TEST_CASE_FIXTURE(no_frame_is_left, "an_awaitable_of_another_library_can_be_awaited") {
  const auto proactor = test_proactor();
  std::coroutine_handle<> waiting;
  naru::callback resume([&](naru::io_result) { waiting.resume(); });
  naru::timer timer(*proactor);
  timer.wait_for(5ms, resume);
  CHECK(naru::run(*proactor, await_foreign(waiting)) == 8);
  CHECK(naru::run(*proactor, foreign_text{"more than fits into the string itself"}) ==
        "more than fits into the string itself");
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_coroutine_of_another_library_can_await") {
  const auto proactor = test_proactor();
  naru::timer timer(*proactor);
  int result = 0;
  foreign(timer, result);
  proactor->run();
  CHECK(result == 2);
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_task_without_a_proactor_cannot_sleep") {
  const auto proactor = test_proactor();
  bool refused = false;
  [](bool& thrown) -> foreign_coroutine {
    try {
      static_cast<void>(co_await value_after(1, 1ms));
    } catch (const std::logic_error&) {
      thrown = true;
    }
  }(refused);
  CHECK(refused);
}

TEST_CASE_FIXTURE(no_frame_is_left, "the_stack_of_awaiting_tasks_can_be_printed") {
  const auto proactor = test_proactor();
  CHECK(naru::run(*proactor, outer_stack()) == "inner\nouter\n");
  CHECK(naru::run(*proactor, []() -> naru::task<std::string> {
          co_return co_await naru::this_task::stack();
        }()) == "(a task)\n");
}

TEST_SUITE_END();
