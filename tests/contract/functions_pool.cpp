// naru::blocking_pool: work on threads of its own, whose outcome comes back to who asked.
#include "coroutines.hpp"
#include "failing_memory.hpp"
#include "failure_log.hpp"
#include "heap_counter.hpp"
#include "support.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

using namespace contract;

namespace {

/// Keeps the threads of a pool busy until it is opened.
class gate {
 public:
  void pass() {
    ++arrived_;
    CHECK(wait_until([this] { return open_.load(); }));
  }
  void open() { open_ = true; }
  [[nodiscard]] int arrived() const { return arrived_; }

 private:
  std::atomic<bool> open_ = false;
  std::atomic<int> arrived_ = 0;
};

std::error_code code_of(const naru::outcome<void>& done) {
  try {
    std::rethrow_exception(done.exception());
  } catch (const std::system_error& failed) {
    return failed.code();
  }
}

}  // namespace

TEST_SUITE_BEGIN("functions");

TEST_CASE_FIXTURE(no_frame_is_left, "a_task_gets_what_its_blocking_work_returned") {
  const auto proactor = test_proactor();
  naru::blocking_pool pool(2);
  CHECK(pool.threads() == 2);
  const auto here = std::this_thread::get_id();
  const auto main = [&]() -> naru::task<std::string> {
    const auto there = co_await pool.run([] { return std::this_thread::get_id(); });
    CHECK((there != here) == runs_on_threads());
    CHECK(std::this_thread::get_id() == here);
    CHECK(proactor->runs_on_this_thread());
    co_await pool.run([] {});
    const auto moved = co_await pool.run([] { return std::make_unique<int>(7); });
    CHECK(*moved == 7);
    const auto query = [text = std::string("rows")] { return text; };  // named: see run
    co_return co_await pool.run(query);
  };
  CHECK(naru::run(*proactor, main()) == "rows");
}

TEST_CASE("a_pool_has_at_least_one_thread") {
  int told = 0;
  const auto proactor = test_proactor();
  naru::blocking_pool pool(0);
  REQUIRE(pool.threads() == 1);
  CHECK(pool.run([] {}, *proactor, [&](naru::outcome<void>) { ++told; }));
  proactor->run();
  CHECK(told == 1);
}

TEST_CASE_FIXTURE(no_frame_is_left, "an_exception_of_blocking_work_comes_back") {
  const auto proactor = test_proactor();
  naru::blocking_pool pool(1);
  const auto main = [&]() -> naru::task<> {
    bool caught = false;
    try {
      co_await pool.run([]() -> int { throw std::out_of_range("no such row"); });
    } catch (const std::out_of_range& failed) {
      caught = std::string_view(failed.what()) == "no such row";
    }
    CHECK(caught);
  };
  naru::run(*proactor, main());
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_result_that_cannot_be_moved_comes_back_as_its_exception") {
  struct fragile {
    fragile() = default;
    fragile(fragile&& other) : moves(other.moves + 1) {
      if (moves == 2) throw std::length_error("dropped on the way");
    }
    int moves = 0;
  };
  const auto proactor = test_proactor();
  naru::blocking_pool pool(1);
  const auto main = [&]() -> naru::task<> {
    bool caught = false;
    try {
      static_cast<void>(co_await pool.run([] { return fragile(); }));
    } catch (const std::length_error&) {
      caught = true;
    }
    CHECK(caught);
  };
  naru::run(*proactor, main());
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_full_pool_refuses") {
  if (!runs_on_threads()) return;
  gate busy;
  const auto proactor = test_proactor();
  naru::blocking_pool pool(1, {.waiting_max = 1});
  const auto blocks = [&]() -> naru::task<> { co_await pool.run([&] { busy.pass(); }); };
  const auto waits = [&]() -> naru::task<> { co_await pool.run([] {}); };
  const auto main = [&]() -> naru::task<> {
    naru::task_scope scope(*proactor);
    scope.spawn(blocks());
    while (busy.arrived() == 0) co_await naru::yield();
    scope.spawn(waits());
    while (pool.waiting() == 0) co_await naru::yield();
    std::error_code refused;
    try {
      co_await pool.run([] {});
    } catch (const std::system_error& failed) {
      refused = failed.code();
    }
    CHECK(refused == std::errc::no_buffer_space);
    CHECK_FALSE(pool.run([] {}, *proactor, [](naru::outcome<void>) { CHECK(false); }));
    busy.open();
    co_await scope.join();
  };
  naru::run(*proactor, main());
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_stop_withdraws_work_that_has_not_begun") {
  if (!runs_on_threads()) return;
  gate busy;
  std::atomic<int> ran = 0;
  std::error_code ended;
  const auto proactor = test_proactor();
  naru::blocking_pool pool(1);
  const auto blocks = [&]() -> naru::task<> { co_await pool.run([&] { busy.pass(); }); };
  const auto waits = [&]() -> naru::task<> {
    try {
      co_await pool.run([&] { ++ran; });
    } catch (const std::system_error& failed) {
      ended = failed.code();
    }
  };
  const auto main = [&]() -> naru::task<> {
    naru::task_scope blocker(*proactor);
    blocker.spawn(blocks());
    while (busy.arrived() == 0) co_await naru::yield();
    naru::task_scope scope(*proactor);
    scope.spawn(waits());
    while (pool.waiting() == 0) co_await naru::yield();
    scope.request_stop();
    co_await scope.join();
    CHECK(ended == std::errc::operation_canceled);
    blocker.request_stop();  // its work has begun, so it goes on
    busy.open();
    co_await blocker.join();
  };
  naru::run(*proactor, main());
  CHECK(ran == 0);
}

TEST_CASE("an_outcome_comes_to_a_serial_and_to_a_proactor") {
  int in_serial = 0;
  int on_proactor = 0;
  bool failed = false;
  const auto proactor = test_proactor();
  naru::serial turn(*proactor);
  naru::blocking_pool pool(2);
  CHECK(pool.run([] { return 5; }, turn,
                 [&](naru::outcome<int> done) {
                   CHECK(turn.runs_on_this_thread());
                   in_serial = done.value();
                 }));
  CHECK(pool.run([] { return 6; }, *proactor,
                 [&](naru::outcome<int> done) {
                   CHECK(proactor->runs_on_this_thread());
                   on_proactor = done.value();
                 }));
  CHECK(pool.run([] { throw std::runtime_error("no"); }, turn,
                 [&](const naru::outcome<void>& done) { failed = !done; }));
  proactor->run();  // work that runs elsewhere keeps it from returning
  CHECK(in_serial == 5);
  CHECK(on_proactor == 6);
  CHECK(failed);
}

TEST_CASE("a_pool_that_drops_tells_who_asked") {
  if (!runs_on_threads()) return;
  gate busy;
  int told = 0;
  const auto proactor = test_proactor();
  naru::serial turn(*proactor);
  naru::blocking_pool pool(1);
  const auto on_dropped = [&](const naru::outcome<void>& done) {
    CHECK(code_of(done) == std::errc::operation_canceled);
    ++told;
  };
  CHECK(pool.run([&] { busy.pass(); }, turn,
                 [&](const naru::outcome<void>& done) {
                   CHECK(static_cast<bool>(done));
                   ++told;
                 }));
  CHECK(wait_until([&] { return busy.arrived() == 1; }));
  for (int i = 0; i < 3; ++i) CHECK(pool.run([] { CHECK(false); }, turn, on_dropped));
  pool.stop(naru::stop_mode::drop);
  CHECK_FALSE(pool.run([] {}, turn, on_dropped));
  busy.open();
  proactor->run();
  CHECK(told == 4);
}

TEST_CASE("a_pool_that_drops_without_memory_tells_who_asked") {
  if (!runs_on_threads()) return;
  const std::size_t points = fail_each_allocation([](std::size_t before) {
    gate busy;
    failure_log failures;
    std::size_t told = 0;
    const auto proactor = failures.proactor();
    naru::serial turn(*proactor);
    naru::blocking_pool pool(1);
    pool.run([&] { busy.pass(); }, *proactor, [](naru::outcome<void>) {});
    CHECK(wait_until([&] { return busy.arrived() == 1; }));
    for (int i = 0; i < 2; ++i) {
      pool.run([] { CHECK(false); }, turn,
               [&](const naru::outcome<void>& done) {
                 CHECK_FALSE(static_cast<bool>(done));
                 ++told;
               });
    }
    bool felt = false;
    {
      const heap_shortage shortage(before);
      pool.stop(naru::stop_mode::drop);
      felt = shortage.felt();
    }
    busy.open();
    proactor->run();
    CHECK(told + failures.count("an outcome of a blocking_pool was lost") == 2);
    return felt;
  });
  CHECK(points >= 2);
}

TEST_CASE("the_end_of_a_pool_waits_for_its_work") {
  std::atomic<int> ran = 0;
  int told = 0;
  const auto proactor = test_proactor();
  {
    naru::blocking_pool pool(2);
    for (int i = 0; i < 50; ++i) {
      pool.run([&] { ++ran; }, *proactor, [&](naru::outcome<void>) { ++told; });
    }
  }
  CHECK(ran == 50);
  proactor->run();
  CHECK(told == 50);
}

TEST_CASE("an_outcome_for_a_serial_that_is_gone_is_dropped") {
  if (!runs_on_threads()) return;
  gate busy;
  const auto kept = std::make_shared<int>(0);
  const auto proactor = test_proactor();
  std::optional<naru::serial> turn(std::in_place, *proactor);
  naru::blocking_pool pool(1);
  pool.run([&] { busy.pass(); }, *turn, [kept](naru::outcome<void>) { CHECK(false); });
  turn.reset();
  busy.open();
  proactor->run();
  CHECK(wait_until([&] { return kept.use_count() == 1; }));
}

TEST_CASE("a_proactor_that_ends_waits_for_blocking_work") {
  std::atomic<bool> ended = false;
  naru::blocking_pool pool(1);
  {
    const auto proactor = test_proactor();
    pool.run([&] { ended = true; }, *proactor, [](naru::outcome<void>) { CHECK(false); });
  }
  CHECK(ended);
}

TEST_CASE_FIXTURE(no_frame_is_left, "awaiting_blocking_work_takes_nothing_from_the_heap") {
  const auto proactor = test_proactor();
  naru::blocking_pool pool(1);
  std::size_t calls = 0;
  const auto main = [&]() -> naru::task<> {
    for (int i = 0; i < 5; ++i) co_await pool.run([i] { return i; });
    const std::size_t before = heap_calls();
    for (int i = 0; i < 100; ++i) co_await pool.run([i] { return i; });
    calls = heap_calls() - before;
  };
  naru::run(*proactor, main());
  CHECK(calls == 0);
}

TEST_SUITE_END();
