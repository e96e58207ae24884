// The turns of proactors: what is left when a turn ends early, and what the timeline keeps.
#include <stdexcept>

#include "world_support.hpp"

using namespace simulated_tests;

TEST_CASE("limits_that_are_cancelled_leave_nothing_behind") {
  naru::simulation world({.seed = 1});
  const auto proactor = world.add_host("server").make_proactor();
  naru::timer far_away(*proactor);
  naru::timer limit(*proactor);
  naru::callback idle([](naru::io_result) {});
  naru::callback limited([](naru::io_result) {});
  far_away.wait_for(100h, idle);
  for (int message = 0; message < 1'000; ++message) {
    limit.wait_for(1s, limited);
    world.run_for(10ms);
    limit.cancel();
    world.run_for(2s);
  }
  const std::uint64_t before = world.events();
  world.run();
  CHECK(world.events() - before < 10);
}
