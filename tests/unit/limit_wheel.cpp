// The wheel in which a host keeps the deadlines of its sessions.
#include "session/limit_wheel.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <deque>
#include <random>
#include <vector>

using namespace std::chrono_literals;

using naru::detail::limit_wheel;
using time_point = limit_wheel::time_point;

namespace {

constexpr auto step = 5ms;

struct wheel_of_many {
  explicit wheel_of_many(std::size_t sessions_max) : wheel(step, sessions_max) {
    wheel.expect(now + step);
  }
  /// Makes a round. Calls `visit` with each entry that comes in it, and returns their number.
  template <class Visit>
  std::size_t make_round(Visit visit) {
    now += step;
    wheel.expect(now + step);
    wheel.begin_round();
    std::size_t visits = 0;
    while (limit_wheel::entry* const due = wheel.take_due()) {
      ++visits;
      visit(*due);
    }
    return visits;
  }

  time_point now{1h};
  limit_wheel wheel;
};

struct limited : limit_wheel::entry {
  time_point due;
  std::size_t visits = 0;
};

}  // namespace

TEST_CASE("a_deadline_comes_in_the_first_round_that_is_not_before_it") {
  wheel_of_many rounds(10'000);
  std::deque<limited> entries(1'000);
  std::mt19937 random(7);
  for (limited& each : entries) {
    each.due = rounds.now + std::chrono::microseconds(random() % 1'000'000);
    rounds.wheel.put(each, each.due);
  }
  std::size_t visits = 0;
  for (int round = 0; round < 201; ++round) {
    visits += rounds.make_round([&](limit_wheel::entry& visited) {
      const time_point due = static_cast<limited&>(visited).due;
      CHECK(due <= rounds.now);
      CHECK((rounds.now - due < step || rounds.now == time_point(1h) + step));
    });
  }
  CHECK(visits == entries.size());
}

TEST_CASE("a_deadline_that_has_passed_comes_in_the_next_round") {
  wheel_of_many rounds(100);
  limited one;
  rounds.wheel.put(one, time_point());
  CHECK(rounds.make_round([&](limit_wheel::entry& visited) { CHECK(&visited == &one); }) == 1);
  CHECK_FALSE(one.is_in_wheel());
  CHECK(rounds.make_round([](const limit_wheel::entry&) {}) == 0);
}

TEST_CASE("an_entry_that_is_put_again_while_it_is_visited_does_not_come_in_the_same_round") {
  wheel_of_many rounds(100);
  limited one;
  rounds.wheel.put(one, rounds.now);
  for (int round = 0; round < 100; ++round) {
    CHECK(rounds.make_round(
              [&](limit_wheel::entry& visited) { rounds.wheel.put(visited, rounds.now); }) == 1);
  }
  rounds.wheel.remove(one);
}

TEST_CASE("an_entry_can_be_moved_and_removed") {
  wheel_of_many rounds(100);
  std::deque<limited> entries(5);
  for (limited& each : entries) rounds.wheel.put(each, rounds.now + 4 * step);
  rounds.wheel.put(entries[1], rounds.now + 2 * step);  // earlier
  rounds.wheel.put(entries[2], rounds.now + 6 * step);  // later
  rounds.wheel.remove(entries[3]);
  rounds.wheel.remove(entries[3]);
  std::vector<std::size_t> visits;
  for (int round = 0; round < 7; ++round) {
    visits.push_back(rounds.make_round([](const limit_wheel::entry&) {}));
  }
  CHECK(visits == std::vector<std::size_t>{0, 1, 0, 2, 0, 1, 0});
}

// One limit of 20 ms has rounds of 5 ms. The others are visited only as often as the ring ends.
TEST_CASE("a_short_limit_costs_sessions_with_long_ones_no_visits") {
  constexpr std::size_t sessions = 10'000;
  constexpr std::size_t rounds_made = 200;
  wheel_of_many rounds(65'536);
  std::deque<limited> entries(sessions);
  for (limited& each : entries) {
    each.due = rounds.now + 5min;
    rounds.wheel.put(each, each.due);
  }
  limited& lively = entries.front();
  lively.due = rounds.now + 20ms;
  rounds.wheel.put(lively, lively.due);
  std::size_t visits = 0;
  for (std::size_t round = 0; round < rounds_made; ++round) {
    visits += rounds.make_round([&](limit_wheel::entry& visited) {
      if (&visited == &lively) lively.due = rounds.now + 20ms;
      rounds.wheel.put(visited, static_cast<limited&>(visited).due);
    });
  }
  CHECK(visits == rounds_made / 4);
  for (limited& each : entries) rounds.wheel.remove(each);
}

TEST_CASE("a_deadline_beyond_the_ring_comes_in_time_if_it_is_put_again") {
  wheel_of_many rounds(1);  // a small ring
  limited one;
  one.due = rounds.now + 1s;
  rounds.wheel.put(one, one.due);
  time_point came{};
  while (came == time_point()) {
    rounds.make_round([&](limit_wheel::entry& visited) {
      ++one.visits;
      if (one.due <= rounds.now) {
        came = rounds.now;
      } else {
        rounds.wheel.put(visited, one.due);
      }
    });
  }
  CHECK(came == one.due);
  CHECK(one.visits < 20);
}

TEST_CASE("a_deadline_may_be_never") {
  wheel_of_many rounds(100);
  limited one;
  rounds.wheel.put(one, (time_point::max)());
  for (int round = 0; round < 100; ++round) CHECK(rounds.make_round([](const auto&) {}) == 0);
  CHECK(one.is_in_wheel());
  rounds.wheel.remove(one);
}
