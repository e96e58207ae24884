// A test asks a world for something that it cannot have: it is refused with a sentence.
#include <functional>
#include <limits>
#include <stdexcept>

#include "world_support.hpp"

using namespace simulated_tests;

TEST_CASE("a_link_that_is_out_of_range_is_refused") {
  constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
  const std::vector<std::function<void(naru::link&)>> mistakes{
      [](naru::link& bad) { bad.latency = -1ns; },
      [](naru::link& bad) { bad.latency = naru::link::duration::max(); },
      [](naru::link& bad) { bad.jitter = -1ms; },
      [](naru::link& bad) { bad.jitter = 25h; },
      [](naru::link& bad) { bad.queue_max = -1ms; },
      [](naru::link& bad) { bad.burst_every = -1ms; },
      [](naru::link& bad) { bad.burst_length = -1ms; },
      [](naru::link& bad) { bad.loss = -0.1; },
      [](naru::link& bad) { bad.loss = 1.1; },
      [](naru::link& bad) { bad.loss = not_a_number; },
      [](naru::link& bad) { bad.loss_in_burst = 2; },
      [](naru::link& bad) { bad.reorders = not_a_number; },
      [](naru::link& bad) { bad.duplicates = -1; },
      [](naru::link& bad) { bad.corrupts = 50; },
      [](naru::link& bad) { bad.truncates = std::numeric_limits<double>::infinity(); },
      [](naru::link& bad) { bad.mtu = 0; },
      [](naru::link& bad) { bad.mtu = 67; },
      [](naru::link& bad) { bad.mtu = 65'536; },
  };
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  naru::simulated_host& player = world.add_host("player");
  for (const auto& make : mistakes) {
    naru::link bad = naru::link::wifi();
    make(bad);
    CHECK_THROWS_AS(world.add_host("another", bad), std::invalid_argument);
    CHECK_THROWS_AS(machine.set_link(bad), std::invalid_argument);
    CHECK_THROWS_AS(world.set_link(machine, player, bad), std::invalid_argument);
  }
  naru::link narrow;
  narrow.mtu = naru::link::mtu_min;
  narrow.latency = naru::link::duration_max;
  narrow.loss = 1;
  narrow.bytes_per_second = 1;
  CHECK_NOTHROW(world.add_host("another", narrow));  // no host was left by the refused ones
}

TEST_CASE("a_name_that_leads_to_no_host_is_refused") {
  naru::simulation world({.seed = 1});
  world.add_host("Server");
  for (const char* const bad :
       {"", ".", "localhost", "LocalHost.", "10.1.1.1", "::1", "server", "SERVER.", "Server"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(world.add_host(bad), std::invalid_argument);
  }
  CHECK_NOTHROW(world.add_host("server-2"));
}

TEST_CASE("an_address_that_is_not_of_one_machine_is_refused") {
  naru::simulation world({.seed = 1});
  world.add_host("server", "10.0.0.1");
  for (const char* const bad :
       {"", "server", "10.0.0", "10.0.0.1", "::ffff:10.0.0.1", "0.0.0.0", "::", "127.0.0.1",
        "127.9.9.9", "::1", "224.0.0.1", "ff02::1", "255.255.255.255", "10.0.0.1:80"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(world.add_host("another", bad), std::invalid_argument);
  }
  CHECK_NOTHROW(world.add_host("another", "fd00::1"));
}
