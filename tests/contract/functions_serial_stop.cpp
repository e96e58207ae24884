// naru::serial: a stop that tells when nothing is left.
#include "coroutines.hpp"
#include "support.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

using namespace contract;

namespace {

/// Posts until the serial takes no more, and counts what it took.
void post_until_refused(naru::serial& turn, std::atomic<std::size_t>& taken,
                        std::atomic<std::size_t>& ran) {
  while (turn.post([&ran] { ++ran; })) {
    ++taken;
    std::this_thread::yield();
  }
}

}  // namespace

TEST_SUITE_BEGIN("functions");

TEST_CASE("a_stop_of_a_serial_completes_when_the_last_function_has_run") {
  int runs = 0;
  int runs_at_the_end = 0;
  recorder stopped([&](naru::io_result) { runs_at_the_end = runs; });
  const auto proactor = test_proactor();
  naru::serial turn(*proactor);
  for (int i = 0; i < 100; ++i) turn.post([&] { ++runs; });
  CHECK(turn.stop(naru::stop_mode::drain, stopped) == naru::submission::pending);
  CHECK_FALSE(turn.post([&] { ++runs; }));
  proactor->run();
  CHECK(runs_at_the_end == 100);
  CHECK(stopped.completions() == 1);
  CHECK_FALSE(stopped.error());
}

TEST_CASE("a_stop_of_an_idle_serial_completes_at_once") {
  recorder at_once(naru::inline_completion::allowed);
  recorder later;
  const auto proactor = test_proactor();
  naru::serial turn(*proactor);
  turn.post_after(1h, [] {});
  naru::post(*proactor, [&] {
    CHECK(turn.stop(naru::stop_mode::drain, at_once) == naru::submission::done);
    CHECK_FALSE(at_once.error());
    CHECK(turn.stop(naru::stop_mode::drop, later) == naru::submission::pending);
    CHECK_FALSE(later.completed());
  });
  proactor->run();
  CHECK(later.completions() == 1);
  CHECK_FALSE(later.error());
}

TEST_CASE("a_stop_of_a_serial_that_drops_completes_when_all_is_destroyed") {
  const auto kept = std::make_shared<int>(0);
  long uses = 0;
  recorder stopped([&](naru::io_result) { uses = kept.use_count(); });
  int runs = 0;
  const auto proactor = test_proactor();
  naru::serial turn(*proactor);
  for (int i = 0; i < 100; ++i) turn.post([&runs, kept] { ++runs; });
  turn.post_after(1h, [&runs, kept] { ++runs; });
  CHECK(turn.stop(naru::stop_mode::drop, stopped) == naru::submission::pending);
  proactor->run();
  CHECK(runs == 0);
  CHECK(uses == 1);
  CHECK(stopped.completions() == 1);
  CHECK_FALSE(stopped.error());
}

TEST_CASE("a_function_may_ask_when_its_serial_has_stopped") {
  for (const auto how : {naru::stop_mode::drain, naru::stop_mode::drop}) {
    int runs = 0;
    int runs_at_the_end = 0;
    bool returned = false;
    recorder stopped([&](naru::io_result) {
      CHECK(returned);
      runs_at_the_end = runs;
    });
    const auto proactor = test_proactor();
    naru::serial turn(*proactor);
    turn.post([&] {
      CHECK(turn.stop(how, stopped) == naru::submission::pending);
      returned = true;
    });
    for (int i = 0; i < 50; ++i) turn.post([&] { ++runs; });
    proactor->run();
    CHECK(stopped.completions() == 1);
    CHECK(runs_at_the_end == (how == naru::stop_mode::drain ? 50 : 0));
  }
}

TEST_CASE("only_one_stop_of_a_serial_waits") {
  const auto kept = std::make_shared<int>(0);
  int runs = 0;
  recorder first;
  recorder second;
  const auto proactor = test_proactor();
  naru::serial turn(*proactor);
  for (int i = 0; i < 100; ++i) turn.post([&runs, kept] { ++runs; });
  CHECK(turn.stop(naru::stop_mode::drain, first) == naru::submission::pending);
  turn.stop(naru::stop_mode::drop, second);
  CHECK(kept.use_count() == 101);  // the refused stop has dropped nothing
  turn.stop(naru::stop_mode::drop);
  CHECK(kept.use_count() == 1);
  proactor->run();
  CHECK(runs == 0);
  CHECK(first.completions() == 1);
  CHECK_FALSE(first.error());
  CHECK(second.error() == naru::error::operation_already_pending);
}

TEST_CASE("the_end_of_a_serial_ends_the_wait_for_its_stop") {
  int runs = 0;
  recorder stopped;
  const auto proactor = test_proactor();
  std::optional<naru::serial> turn(std::in_place, *proactor);
  SUBCASE("from outside") {
    for (int i = 0; i < 100; ++i) turn->post([&] { ++runs; });
    CHECK(turn->stop(naru::stop_mode::drain, stopped) == naru::submission::pending);
    turn.reset();
    CHECK(runs == 0);
  }
  SUBCASE("from one of its functions") {
    for (int i = 0; i < 100; ++i) {
      turn->post([&] {
        if (++runs == 10) turn.reset();
      });
    }
    CHECK(turn->stop(naru::stop_mode::drain, stopped) == naru::submission::pending);
  }
  proactor->run();
  CHECK((runs == 0 || runs == 10));
  CHECK(stopped.completions() == 1);
  CHECK_FALSE(stopped.error());
}

TEST_CASE("a_stop_of_a_serial_completes_although_its_proactor_ends") {
  recorder stopped;
  {
    const auto proactor = test_proactor();
    naru::serial turn(*proactor);
    turn.post([] { CHECK(false); });
    CHECK(turn.stop(naru::stop_mode::drain, stopped) == naru::submission::pending);
  }
  CHECK(stopped.completions() == 1);
  CHECK(stopped.error() == std::errc::operation_canceled);
}

// The functions and the timers are the last work of the proactor. If they ended before the stop is
// pending, run would return, and nothing would complete it.
TEST_CASE("a_stop_of_a_serial_completes_although_the_last_work_ends_while_it_begins") {
  if (!runs_on_threads()) return;
  for (std::size_t i = 0; i < scaled(100); ++i) {
    recorder stopped;
    const auto proactor = test_proactor();
    naru::serial turn(*proactor);
    turn.post_after(1h, [] {});
    for (int j = 0; j < 3; ++j) turn.post([] {});
    std::thread runner([&] { proactor->run(); });
    const auto how = i % 2 == 0 ? naru::stop_mode::drain : naru::stop_mode::drop;
    CHECK(turn.stop(how, stopped) == naru::submission::pending);
    runner.join();
    CHECK(stopped.completions() == 1);
  }
}

TEST_CASE("a_serial_that_has_drained_may_be_destroyed_beside_its_posters") {
  if (!runs_on_threads()) return;
  constexpr std::size_t posters = 2;
  for (std::size_t i = 0; i < scaled(20); ++i) {
    std::atomic<std::size_t> taken = 0;
    std::atomic<std::size_t> ran = 0;
    std::size_t ran_at_the_end = 0;
    std::atomic<bool> over = false;
    std::optional<naru::serial> turn;
    recorder stopped([&](naru::io_result) {
      ran_at_the_end = ran;
      over = true;
    });
    const auto proactor = test_proactor();
    turn.emplace(*proactor);
    {
      std::optional<naru::work_guard> guard(*proactor);
      naru::worker_pool workers(*proactor, 2);
      std::vector<std::thread> threads;
      for (std::size_t poster = 0; poster < posters; ++poster) {
        threads.emplace_back([&] { post_until_refused(*turn, taken, ran); });
      }
      CHECK(wait_until([&] { return ran >= 20; }));
      CHECK(turn->stop(naru::stop_mode::drain, stopped) == naru::submission::pending);
      CHECK(wait_until([&] { return over.load(); }));
      for (std::thread& thread : threads) thread.join();
      turn.reset();
      guard.reset();
      workers.join();
    }
    CHECK(ran_at_the_end == taken);
    CHECK(ran == taken);
  }
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_task_awaits_the_stop_of_a_serial") {
  const auto proactor = test_proactor();
  int runs = 0;
  const auto stop_it = [&](bool enters) -> naru::task<> {
    naru::serial turn(*proactor);
    runs = 0;
    for (int i = 0; i < 100; ++i) turn.post([&] { ++runs; });
    if (enters) co_await turn.enter();
    const auto [error, bytes] = co_await turn.stop_and_wait(naru::stop_mode::drain);
    CHECK_FALSE(error);
    CHECK(runs == 100);
    const auto again = co_await turn.stop_and_wait(naru::stop_mode::drop);
    CHECK_FALSE(again.error);
    co_await naru::resume_on(*proactor);
  };
  naru::run(*proactor, stop_it(false));
  naru::run(*proactor, stop_it(true));
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_stop_of_the_task_does_not_end_the_wait_for_a_serial") {
  const auto proactor = test_proactor();
  int runs = 0;
  naru::serial turn(*proactor);
  const auto stop_it = [&]() -> naru::task<> {
    for (int i = 0; i < 100; ++i) turn.post([&] { ++runs; });
    const auto [error, bytes] = co_await turn.stop_and_wait(naru::stop_mode::drain);
    CHECK_FALSE(error);
    CHECK(runs == 100);
  };
  naru::run(*proactor, stopped_before(*proactor, stop_it()));
  CHECK(runs == 100);
}

TEST_SUITE_END();
