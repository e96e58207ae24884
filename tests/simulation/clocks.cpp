// Clocks of simulated hosts that run fast or slow.
#include <stdexcept>

#include "simulated/host_clock.hpp"
#include "simulated/random_source.hpp"
#include "world_support.hpp"

using namespace simulated_tests;
using naru::detail::host_clock;

TEST_CASE("the_time_at_which_a_clock_shows_something_is_exact") {
  naru::detail::random_source random(1);
  for (int round = 0; round < 1'000; ++round) {
    host_clock clock;
    host_clock::time_point now{1h};
    for (int change = 0; change < 5; ++change) {
      const auto before = clock.shown_at(now);
      const auto parts = static_cast<std::int32_t>(random.below(1'000'001)) - 500'000;
      clock.drift(parts, now);
      CHECK(clock.shown_at(now) == before);
      for (int i = 0; i < 5; ++i) {
        const auto wanted = before + random.up_to(i < 4 ? 1ms : 24h * 365);
        const auto when = clock.time_of(wanted);
        CHECK(when >= now);
        CHECK(clock.shown_at(when) >= wanted);
        const bool is_first = when == now || clock.shown_at(when - 1ns) < wanted;
        CHECK(is_first);
      }
      now += random.up_to(10min);
      CHECK(clock.shown_at(now) >= before);
    }
  }
  CHECK(host_clock().time_of(host_clock::time_point::max()) == host_clock::time_point::max());
}

TEST_CASE("the_timers_of_a_host_go_by_its_own_clock") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& fast = world.add_host("fast");
  naru::simulated_host& slow = world.add_host("slow");
  fast.set_clock_drift(100'000);
  slow.set_clock_drift(-100'000);
  const auto one = fast.make_proactor();
  const auto other = slow.make_proactor();
  naru::simulation::duration fast_one{};
  naru::simulation::duration slow_one{};
  naru::callback on_fast([&](naru::io_result) { fast_one = world.elapsed(); });
  naru::callback on_slow([&](naru::io_result) { slow_one = world.elapsed(); });
  naru::timer first(*one);
  naru::timer second(*other);
  first.wait_for(11s, on_fast);
  second.wait_for(9s, on_slow);
  world.run();
  CHECK(fast_one >= 10s);
  CHECK(fast_one < 10s + 1ms);
  CHECK(slow_one >= 10s);
  CHECK(slow_one < 10s + 1ms);
  CHECK(one->now() - other->now() > 1900ms);
}

TEST_CASE("a_timer_follows_a_clock_that_changes_its_pace") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  const auto proactor = machine.make_proactor();
  naru::timer timer(*proactor);
  naru::simulation::duration expired{};
  naru::callback done([&](naru::io_result) { expired = world.elapsed(); });
  timer.wait_for(10s, done);
  world.run_for(5s);
  machine.set_clock_drift(500'000);  // the rest takes two thirds of the time
  world.run();
  CHECK(expired > 8s);
  CHECK(expired < 8'400ms);
}

TEST_CASE("a_program_that_runs_its_own_proactor_has_the_clock_of_its_host") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  const auto proactor = machine.make_proactor();
  world.plan(std::vector{naru::fault{.kind = naru::fault_kind::clock_drift,
                                     .at = 1s,
                                     .length = 10s,
                                     .host = "server",
                                     .parts_per_million = 250'000}});
  naru::run(*proactor, naru::sleep_for(26s));
  CHECK(world.elapsed() >= 23'500ms);  // 1 s, 12.5 s in 10, and 12.5 s
  CHECK(world.elapsed() < 23'501ms);
  CHECK(world.faults() == 1);
}

TEST_CASE("a_clock_that_drifts_too_much_is_refused") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  CHECK_THROWS_AS(machine.set_clock_drift(500'001), std::invalid_argument);
  CHECK_THROWS_AS(machine.set_clock_drift(-500'001), std::invalid_argument);
}
