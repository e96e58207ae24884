// Limits of a server that depend on time or on addresses, which a world can give as it likes.
#include <array>
#include <memory>
#include <string_view>

#include "served_player.hpp"

using namespace simulated_tests;

// The first five messages are a second old when the last eight come, and the next five are not.
TEST_CASE("a_rate_forgets_only_what_is_a_second_old") {
  naru::session_options limits;
  limits.messages_per_second_max = 10;
  served_player all(limits);
  all.join();
  constexpr std::string_view five = "1\n2\n3\n4\n5\n";
  all.send(five);
  all.world.run_for(900ms);
  all.send(five);
  all.world.run_for(150ms);
  CHECK(all.notes.messages == 10);
  CHECK(all.notes.ends.empty());
  all.send("1\n2\n3\n4\n5\n6\n7\n8\n");
  CHECK(all.world.run_until([&] { return !all.notes.ends.empty(); }, 10s));
  REQUIRE(all.notes.ends.size() == 1);
  CHECK(all.notes.ends.front() == naru::close_reason::rate_exceeded);
}

TEST_CASE("the_addresses_of_one_ipv6_network_count_as_one") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server", "fd00::1");
  const auto there = machine.make_proactor();
  session_notes notes;
  naru::server<noting_session> server(
      *there, {.address = {naru::address::any_v6(), 7'000}, .sessions_per_address_max = 1},
      [&] { return std::make_shared<noting_session>(notes); });
  server.start();
  struct guest {
    std::unique_ptr<naru::proactor> here;
    std::unique_ptr<naru::tcp_stream> stream;
    noted connected;
  };
  struct arrival {
    const char* name;
    const char* address;
    std::size_t sessions;
  };
  constexpr std::array<arrival, 3> arrivals{{{"first", "fd00:0:0:1::1", 1},
                                             {"neighbour", "fd00:0:0:1::2", 1},
                                             {"other", "fd00:0:0:2::1", 2}}};
  std::array<guest, arrivals.size()> guests;
  for (std::size_t i = 0; i != arrivals.size(); ++i) {
    CAPTURE(arrivals[i].address);
    guest& one = guests[i];
    one.here = world.add_host(arrivals[i].name, arrivals[i].address).make_proactor();
    one.stream = std::make_unique<naru::tcp_stream>(*one.here);
    one.stream->connect({machine.address(), 7'000}, one.connected);
    world.run_for(1s);
    CHECK(one.connected.is_done());
    CHECK(server.size() == arrivals[i].sessions);
  }
  CHECK(notes.begun == 2);
  for (guest& each : guests) each.stream->close();
  CHECK(server.stop_blocking(1min));
}
