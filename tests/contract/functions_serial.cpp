// naru::serial: functions run one at a time and in order, in turn with tasks.
#include "coroutines.hpp"
#include "failing_memory.hpp"
#include "failure_log.hpp"
#include "heap_counter.hpp"
#include "support.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace contract;

namespace {

/// Notes whether two were inside at the same time.
class one_at_a_time {
 public:
  void pass() {
    if (inside_.exchange(true)) ++overlaps_;
    ++passes_;  // not atomic: a sanitizer sees a race
    // A yield gives others the time to come in, but on a busy machine it costs milliseconds.
    if (passes_ % 128 == 0) std::this_thread::yield();
    inside_ = false;
  }
  [[nodiscard]] std::size_t passes() const { return passes_; }
  [[nodiscard]] int overlaps() const { return overlaps_; }

 private:
  std::atomic<bool> inside_ = false;
  std::size_t passes_ = 0;
  std::atomic<int> overlaps_ = 0;
};

}  // namespace

TEST_SUITE_BEGIN("functions");

TEST_CASE("functions_of_a_serial_run_one_at_a_time_and_in_order") {
  if (!runs_on_threads()) return;
  constexpr std::size_t posters = 3;
  const std::size_t each = scaled(5'000);
  one_at_a_time gate;
  std::array<std::size_t, posters> next{};
  std::atomic<int> out_of_order = 0;
  const auto proactor = test_proactor();
  naru::serial turn(*proactor);
  {
    std::optional<naru::work_guard> guard(*proactor);
    naru::worker_pool workers(*proactor, 3);
    std::vector<std::thread> threads;
    for (std::size_t poster = 0; poster < posters; ++poster) {
      threads.emplace_back([&, poster] {
        for (std::size_t i = 0; i < each; ++i) {
          CHECK(turn.post([&, poster, i] {
            gate.pass();
            if (next[poster]++ != i) ++out_of_order;
          }));
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    guard.reset();
    workers.join();
  }
  CHECK(gate.passes() == posters * each);
  CHECK(gate.overlaps() == 0);
  CHECK(out_of_order == 0);
}

TEST_CASE("a_function_of_a_serial_never_runs_inside_the_call") {
  std::vector<int> order;
  const auto proactor = test_proactor();
  naru::serial turn(*proactor);
  CHECK_FALSE(turn.runs_on_this_thread());
  turn.post([&] {
    CHECK(turn.runs_on_this_thread());
    turn.post([&] { order.push_back(2); });
    order.push_back(1);
  });
  CHECK(order.empty());
  CHECK(turn.waiting() == 1);
  proactor->run();
  CHECK(order == std::vector{1, 2});
  CHECK(turn.waiting() == 0);
}

TEST_CASE("tasks_and_functions_of_a_serial_take_turns") {
  if (!runs_on_threads()) return;
  constexpr std::size_t rounds = 300;
  one_at_a_time gate;
  const auto proactor = test_proactor();
  naru::serial turn(*proactor);
  const auto visitor = [&]() -> naru::task<> {
    co_await turn.enter();
    for (std::size_t i = 0; i < rounds; ++i) {
      gate.pass();
      co_await naru::yield();
    }
    co_await naru::resume_on(*proactor);
  };
  const auto all = [&]() -> naru::task<> {
    naru::task_scope scope(*proactor);
    for (int i = 0; i < 4; ++i) scope.spawn(visitor());
    for (std::size_t i = 0; i < rounds; ++i) {
      turn.post([&] { gate.pass(); });
      if (i % 8 == 0) co_await naru::yield();
    }
    co_await scope.join();
  };
  std::optional<naru::work_guard> guard(*proactor);
  naru::worker_pool workers(*proactor, 2);
  naru::sync_wait(*proactor, all());
  guard.reset();
  workers.join();
  CHECK(gate.passes() == 5 * rounds);
  CHECK(gate.overlaps() == 0);
}

TEST_CASE("a_task_that_enters_a_serial_waits_for_the_function_that_runs") {
  if (!runs_on_threads()) return;
  std::atomic<bool> began = false;
  std::atomic<bool> entered = false;
  std::atomic<bool> beside = false;
  const auto proactor = test_proactor();
  naru::serial turn(*proactor);
  const auto visitor = [&]() -> naru::task<> {
    co_await turn.enter();
    entered = true;
    co_await naru::resume_on(*proactor);
  };
  turn.post([&] {
    began = true;
    beside = wait_until([&] { return entered.load(); }, 50ms);
  });
  std::optional<naru::work_guard> guard(*proactor);
  naru::worker_pool workers(*proactor, 2);
  CHECK(wait_until([&] { return began.load(); }));
  naru::sync_wait(*proactor, visitor());
  guard.reset();
  workers.join();
  CHECK(entered);
  CHECK_FALSE(beside);
}

TEST_CASE("a_task_that_enters_a_serial_belongs_to_its_proactor") {
  if (!runs_on_threads()) return;
  const auto home = test_proactor();
  const auto other = test_proactor();
  naru::serial turn(*other);
  bool there = false;
  bool back = false;
  const auto visitor = [&]() -> naru::task<> {
    co_await turn.enter();
    there = other->runs_on_this_thread();
    co_await naru::resume_on(*home);
    back = home->runs_on_this_thread();
  };
  naru::work_guard guard(*other);
  std::thread runner([&] { other->run(); });
  naru::run(*home, visitor());
  other->stop();
  runner.join();
  CHECK(there);
  CHECK(back);
}

TEST_CASE("an_exception_leaves_a_serial_working") {
  failure_log failures;
  int runs = 0;
  const auto proactor = failures.proactor();
  naru::serial turn(*proactor);
  turn.post([] { throw std::runtime_error("no such seat"); });
  turn.post([&] { ++runs; });
  proactor->run();
  CHECK(runs == 1);
  CHECK(failures.count("an exception left a function of a serial: no such seat") == 1);
}

TEST_CASE("a_full_serial_refuses_and_reports_it_once") {
  failure_log failures;
  int runs = 0;
  const auto proactor = failures.proactor();
  naru::serial turn(*proactor, {.waiting_max = 3});
  const auto fill = [&] {
    int taken = 0;
    for (int i = 0; i < 10; ++i) taken += turn.post([&] { ++runs; }) ? 1 : 0;
    return taken;
  };
  CHECK(fill() == 3);
  CHECK(failures.count("a serial refused a function") == 1);
  proactor->run();
  CHECK(runs == 3);
  CHECK(fill() == 3);
  CHECK(failures.count("a serial refused a function") == 2);
  proactor->restart();
  proactor->run();
  CHECK(runs == 6);
}

TEST_CASE("a_function_that_runs_does_not_wait") {
  failure_log failures;
  int runs = 0;
  const auto proactor = failures.proactor();
  naru::serial turn(*proactor, {.waiting_max = 2});
  const auto look = [&] {
    ++runs;
    CHECK(turn.waiting() == 0);
    CHECK(turn.post([&] { ++runs; }));
    CHECK(turn.post([&] { ++runs; }));
    CHECK(turn.waiting() == 2);
    CHECK_FALSE(turn.post([] { CHECK(false); }));
  };
  CHECK(turn.post([&] { CHECK(turn.waiting() == 1); }));
  CHECK(turn.post(look));
  CHECK(turn.waiting() == 2);
  proactor->run();
  CHECK(runs == 3);
  CHECK(failures.size() == 1);
}

TEST_CASE("a_serial_that_drains_runs_what_waits_and_refuses_the_rest") {
  int runs = 0;
  const auto proactor = test_proactor();
  naru::serial turn(*proactor);
  for (int i = 0; i < 100; ++i) turn.post([&] { ++runs; });
  turn.post_after(1h, [&] { ++runs; });
  turn.stop(naru::stop_mode::drain);
  CHECK_FALSE(turn.post([&] { ++runs; }));
  CHECK_FALSE(turn.post_after(1ms, [&] { ++runs; }));
  CHECK_FALSE(turn.post_every(1ms, [&] { ++runs; }));
  proactor->run();  // returns at once, because the timer is gone
  CHECK(runs == 100);
}

TEST_CASE("a_serial_that_drops_destroys_what_waits") {
  const auto kept = std::make_shared<int>(0);
  int runs = 0;
  const auto proactor = test_proactor();
  naru::serial turn(*proactor);
  for (int i = 0; i < 100; ++i) turn.post([&runs, kept] { ++runs; });
  turn.stop(naru::stop_mode::drop);
  CHECK(kept.use_count() == 1);
  proactor->run();
  CHECK(runs == 0);
}

TEST_CASE("a_function_may_stop_its_serial") {
  const auto kept = std::make_shared<int>(0);
  int runs = 0;
  const auto proactor = test_proactor();
  naru::serial turn(*proactor);
  for (int i = 0; i < 100; ++i) {
    turn.post([&runs, &turn, kept] {
      if (++runs == 10) turn.stop(naru::stop_mode::drop);
    });
  }
  proactor->run();
  CHECK(runs == 10);
  CHECK(kept.use_count() == 1);
}

TEST_CASE("a_function_may_destroy_its_serial") {
  const auto kept = std::make_shared<int>(0);
  int runs = 0;
  const auto proactor = test_proactor();
  std::optional<naru::serial> turn(std::in_place, *proactor);
  for (int i = 0; i < 100; ++i) {
    turn->post([&runs, &turn, kept] {
      if (++runs == 10) turn.reset();
    });
  }
  proactor->run();
  CHECK(runs == 10);
  CHECK(kept.use_count() == 1);
}

TEST_CASE("the_end_of_a_serial_waits_for_the_function_that_runs") {
  if (!runs_on_threads()) return;
  std::atomic<bool> began = false;
  std::atomic<bool> goes_on = false;
  bool ended = false;
  const auto proactor = test_proactor();
  std::optional<naru::serial> turn(std::in_place, *proactor);
  turn->post([&] {
    began = true;
    CHECK(wait_until([&] { return goes_on.load(); }));
    ended = true;  // not atomic: the end of the serial orders it
  });
  naru::worker_pool workers(*proactor, 1);
  CHECK(wait_until([&] { return began.load(); }));
  std::thread releaser([&] {
    std::this_thread::yield();
    goes_on = true;
  });
  turn.reset();
  CHECK(ended);
  releaser.join();
  workers.join();
}

TEST_CASE("functions_of_a_serial_go_with_the_proactor") {
  const auto kept = std::make_shared<int>(0);
  int runs = 0;
  {
    const auto proactor = test_proactor();
    naru::serial turn(*proactor);
    for (int i = 0; i < 100; ++i) turn.post([&runs, kept] { ++runs; });
  }
  CHECK(runs == 0);
  CHECK(kept.use_count() == 1);
}

TEST_CASE("posts_of_later_come_in_the_order_of_their_times") {
  std::vector<int> order;
  const auto proactor = test_proactor();
  naru::serial turn(*proactor);
  const auto start = proactor->now();
  turn.post_after(20ms, [&] { order.push_back(3); });
  turn.post_after(10ms, [&] {
    CHECK(proactor->now() - start >= 10ms);
    CHECK(turn.runs_on_this_thread());
    order.push_back(2);
  });
  turn.post_after(-1h, [&] { order.push_back(1); });
  proactor->run();
  CHECK(order == std::vector{1, 2, 3});
}

TEST_CASE("a_serial_posts_every_period_until_it_stops") {
  std::vector<std::uint64_t> numbers;
  const auto kept = std::make_shared<int>(0);
  const auto proactor = test_proactor();
  naru::serial turn(*proactor);
  turn.post_every(1ms, [&, kept](const naru::tick& now) {
    numbers.push_back(now.number - now.missed);
    CHECK(turn.runs_on_this_thread());
    if (numbers.size() == 5) turn.stop(naru::stop_mode::drain);
  });
  proactor->run();
  REQUIRE(numbers.size() == 5);
  CHECK(numbers.front() == 1);
  CHECK(std::ranges::is_sorted(numbers));
  CHECK(kept.use_count() == 1);
}

TEST_CASE("a_period_must_be_positive") {
  const auto proactor = test_proactor();
  naru::serial turn(*proactor);
  CHECK_THROWS_AS(turn.post_every(0ms, [] {}), std::invalid_argument);
  CHECK_THROWS_AS(turn.post_every(-1ms, [] {}), std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(naru::every(*proactor, 0ms, [] {})), std::invalid_argument);
}

TEST_CASE("a_serial_takes_nothing_from_the_heap") {
  std::size_t runs = 0;
  const auto proactor = test_proactor();
  naru::serial turn(*proactor);
  turn.post_every(1ms, [&] { ++runs; });
  const auto round = [&](int later = 3) {
    const std::size_t before = runs;
    for (int i = 0; i < 100; ++i) turn.post([&runs] { ++runs; });
    for (int i = 0; i < later; ++i) turn.post_after(1ms, [&runs] { ++runs; });
    CHECK(run_until(*proactor, [&] { return runs >= before + 105; }));
  };
  round(100);  // more than a busy machine lets wait later
  CHECK(run_until(*proactor, [&] { return runs >= 210; }));
  const std::size_t calls = heap_calls();
  for (int i = 0; i < 20; ++i) round();
  CHECK(heap_calls() == calls);
  turn.stop(naru::stop_mode::drain);
}

TEST_CASE("a_serial_without_memory_loses_nothing") {
  if (!has_memory_of_the_system()) return;
  const std::size_t points = fail_each_allocation([](std::size_t before) {
    std::size_t posted = 0;
    std::size_t runs = 0;
    const auto proactor = test_proactor();
    bool felt = false;
    {
      naru::serial turn(*proactor);
      {
        const heap_shortage shortage(before);
        for (int i = 0; i < 50; ++i) {
          try {
            posted += turn.post([&runs] { ++runs; }) ? 1U : 0U;
            if (i % 10 == 0) posted += turn.post_after(1ms, [&runs] { ++runs; }) ? 1U : 0U;
          } catch (const std::bad_alloc&) {
          }
        }
        felt = shortage.felt();
      }
      proactor->run();
    }
    CHECK(runs == posted);
    return felt;
  });
  CHECK(points >= 3);
}

TEST_SUITE_END();
