// naru::every: beats without drift, which end with their ticker.
#include "failure_log.hpp"
#include "heap_counter.hpp"
#include "support.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace contract;

TEST_SUITE_BEGIN("functions");

TEST_CASE("beats_do_not_drift_and_are_never_early") {
  const auto proactor = test_proactor();
  const auto start = proactor->now();
  std::uint64_t number = 0;
  int early = 0;
  int beats = 0;
  const naru::ticker ticker = naru::every(*proactor, 2ms, [&](const naru::tick& now) {
    CHECK(now.number == number + 1 + now.missed);
    number = now.number;
    const auto due = start + 2ms * static_cast<int>(number);
    if (proactor->now() < due) ++early;
    ++beats;
  });
  CHECK(run_until(*proactor, [&] { return beats >= 20; }));
  CHECK(early == 0);
  CHECK(number >= 20);
}

TEST_CASE("a_beat_tells_how_many_were_missed") {
  std::vector<naru::tick> beats;
  const auto proactor = test_proactor();
  const naru::ticker ticker = naru::every(*proactor, 5ms, [&](const naru::tick& now) {
    beats.push_back(now);
    if (beats.size() == 1) {
      const auto end = proactor->now() + 23ms;
      CHECK(wait_until([&] { return proactor->now() >= end; }));
    }
  });
  CHECK(run_until(*proactor, [&] { return beats.size() >= 2; }));
  CHECK(beats[1].missed >= 3);
  CHECK(beats[1].number == beats[0].number + 1 + beats[1].missed);
}

TEST_CASE("beats_stay_in_time_although_each_takes_longer_than_its_period") {
  constexpr auto period = 2ms;
  int beats = 0;
  int behind = 0;
  const auto proactor = test_proactor();
  auto start = proactor->now();
  auto last_end = start;
  const naru::ticker ticker = naru::every(*proactor, period, [&](const naru::tick& now) {
    // The beat after this one was not due when the last one ended, or it would be missed.
    if (start + period * static_cast<int>(now.number + 1) <= last_end) ++behind;
    const auto end = proactor->now() + period + 1ms;
    CHECK(wait_until([&] { return proactor->now() >= end; }));
    last_end = proactor->now();
    ++beats;
  });
  start = proactor->now();
  CHECK(run_until(*proactor, [&] { return beats >= 20; }));
  CHECK(behind == 0);
}

TEST_CASE("beats_end_with_their_ticker") {
  const auto kept = std::make_shared<int>(0);
  int beats = 0;
  const auto proactor = test_proactor();
  {
    const naru::ticker ticker = naru::every(*proactor, 1ms, [&beats, kept] { ++beats; });
    CHECK(run_until(*proactor, [&] { return beats >= 3; }));
  }
  const int beats_then = beats;
  proactor->restart();
  proactor->run();  // returns, because nothing is outstanding
  CHECK(beats == beats_then);
  CHECK(kept.use_count() == 1);
}

TEST_CASE("a_beat_may_end_its_own_ticker") {
  const auto kept = std::make_shared<int>(0);
  int beats = 0;
  const auto proactor = test_proactor();
  naru::ticker ticker = naru::every(*proactor, 1ms, [&beats, &ticker, kept] {
    if (++beats == 3) ticker = naru::ticker();
  });
  proactor->run();
  CHECK(beats == 3);
  CHECK(kept.use_count() == 1);
}

TEST_CASE("a_ticker_can_be_moved_and_replaced") {
  int first = 0;
  int second = 0;
  const auto proactor = test_proactor();
  naru::ticker ticker = naru::every(*proactor, 1ms, [&] { ++first; });
  naru::ticker moved = std::move(ticker);
  CHECK(run_until(*proactor, [&] { return first >= 2; }));
  moved = naru::every(*proactor, 1ms, [&] { ++second; });
  const int first_then = first;
  CHECK(run_until(*proactor, [&] { return second >= 2; }));
  CHECK(first == first_then);
  moved.stop();
  moved.stop();
  ticker.stop();
  proactor->restart();
  proactor->run();
}

TEST_CASE("the_end_of_a_ticker_waits_for_the_beat_that_runs") {
  if (!runs_on_threads()) return;
  std::atomic<bool> began = false;
  std::atomic<bool> goes_on = false;
  bool ended = false;
  const auto proactor = test_proactor();
  naru::ticker ticker = naru::every(*proactor, 1ms, [&] {
    began = true;
    CHECK(wait_until([&] { return goes_on.load(); }));
    ended = true;
  });
  naru::worker_pool workers(*proactor, 2);
  CHECK(wait_until([&] { return began.load(); }));
  std::thread releaser([&] {
    std::this_thread::yield();
    goes_on = true;
  });
  ticker.stop();
  CHECK(ended);
  releaser.join();
  workers.join();
}

TEST_CASE("beats_of_a_serial_are_its_functions") {
  int beats = 0;
  const auto proactor = test_proactor();
  std::optional<naru::serial> turn(std::in_place, *proactor);
  const naru::ticker ticker = naru::every(*turn, 1ms, [&] {
    CHECK(turn->runs_on_this_thread());
    ++beats;
  });
  CHECK(run_until(*proactor, [&] { return beats >= 3; }));
  turn.reset();
  const int beats_then = beats;
  proactor->restart();
  proactor->run();  // returns: without the serial there are no beats
  CHECK(beats == beats_then);
}

TEST_CASE("a_beat_that_waits_in_its_serial_ends_with_its_ticker") {
  const auto kept = std::make_shared<int>(0);
  int beats = 0;
  const auto proactor = test_proactor();
  naru::serial turn(*proactor);
  naru::ticker ticker = naru::every(turn, 1ms, [&beats, kept] { ++beats; });
  const std::function<void()> stop_before_the_beat = [&] {
    if (turn.waiting() != 0) return ticker.stop();
    turn.post([&] { stop_before_the_beat(); });
  };
  turn.post([&] { stop_before_the_beat(); });
  proactor->run();
  CHECK(beats == 0);
  CHECK(kept.use_count() == 1);
}

TEST_CASE("a_full_serial_skips_beats_and_the_next_one_counts_them") {
  constexpr int periods = 40;
  failure_log failures;
  std::vector<naru::tick> beats;
  const auto proactor = failures.proactor();
  naru::serial turn(*proactor, {.waiting_max = 1});
  int left = periods;
  const std::function<void()> fill = [&] {
    const auto end = proactor->now() + 1ms;
    CHECK(wait_until([&] { return proactor->now() >= end; }));
    if (--left > 0) CHECK(turn.post([&] { fill(); }));
  };
  turn.post([&] { fill(); });  // until the last, the place for one function is always taken
  naru::ticker ticker = naru::every(turn, 1ms, [&](const naru::tick& now) {
    beats.push_back(now);
    if (beats.size() == 2) ticker.stop();
  });
  proactor->run();
  REQUIRE(beats.size() == 2);
  CHECK(beats[0].number >= periods);
  CHECK(beats[0].number == 1 + beats[0].missed);
  CHECK(beats[1].number == beats[0].number + 1 + beats[1].missed);
}

// One thread is held in a function of the serial, and the other one brings the beats.
TEST_CASE("the_beats_that_a_serial_refused_are_the_missed_ones_of_the_next") {
  if (!runs_on_threads()) return;
  failure_log failures;
  std::atomic<bool> held = false;
  std::atomic<bool> goes_on = false;
  std::atomic<bool> over = false;
  naru::tick first;
  const auto proactor = failures.proactor();
  const naru::work_guard guard(*proactor);
  naru::serial turn(*proactor, {.waiting_max = 1});
  naru::worker_pool workers(*proactor, 2);
  CHECK(turn.post([&] {
    held = true;
    CHECK(wait_until([&] { return goes_on.load(); }));
  }));
  REQUIRE(wait_until([&] { return held.load(); }));
  REQUIRE(turn.post([] {}));  // the serial is full
  naru::ticker ticker = naru::every(turn, 1ms, [&](const naru::tick& now) {
    if (!over) first = now;
    over = true;
  });
  const auto begin = proactor->now();
  CHECK(wait_until([&] { return failures.count("a serial refused") != 0; }));
  CHECK(wait_until([&] { return proactor->now() - begin >= 20ms; }));
  const auto periods = static_cast<std::uint64_t>((proactor->now() - begin) / 1ms);
  goes_on = true;
  REQUIRE(wait_until([&] { return over.load(); }));
  ticker.stop();
  CHECK(first.number >= periods);
  CHECK(first.number == 1 + first.missed);
  proactor->stop();
  workers.join();
}

TEST_CASE("an_exception_leaves_the_beats_going") {
  failure_log failures;
  int beats = 0;
  const auto proactor = failures.proactor();
  naru::serial turn(*proactor);
  const naru::ticker plain = naru::every(*proactor, 1ms, [&] {
    ++beats;
    throw std::runtime_error("the world stumbled");
  });
  const naru::ticker serial = naru::every(turn, 1ms, [&] {
    ++beats;
    throw std::runtime_error("the room stumbled");
  });
  CHECK(run_until(*proactor, [&] {
    return failures.count("the world stumbled") >= 3 && failures.count("the room stumbled") >= 3;
  }));
}

TEST_CASE("a_beat_takes_nothing_from_the_heap") {
  std::size_t beats = 0;
  const auto proactor = test_proactor();
  naru::serial turn(*proactor);
  const naru::ticker plain = naru::every(*proactor, 1ms, [&] { ++beats; });
  const naru::ticker serial = naru::every(turn, 1ms, [&] { ++beats; });
  CHECK(run_until(*proactor, [&] { return beats >= 10; }));
  const std::size_t calls = heap_calls();
  CHECK(run_until(*proactor, [&] { return beats >= 50; }));
  CHECK(heap_calls() == calls);
}

TEST_SUITE_END();
