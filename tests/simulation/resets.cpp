// Connections that end badly: both sides learn of it, and nothing more arrives.
#include <array>

#include "connection_support.hpp"

using namespace simulated_tests;

TEST_CASE("a_side_that_has_given_up_resets_the_peer_that_sends_to_it") {
  for (const bool closes : {true, false}) {
    CAPTURE(closes);
    noted sent;
    noted answered;
    noted received;
    std::array<std::byte, 100> message{};
    std::array<std::byte, 100> room{};
    connected_hosts hosts;
    hosts.block_both();
    hosts.server.send(naru::buffer(message), sent);
    CHECK(hosts.ends(sent));
    noted more;
    hosts.server.receive(naru::buffer(room), more);
    CHECK(hosts.ends(more));
    CHECK(more.error() == std::errc::timed_out);
    if (closes) hosts.server.close();
    hosts.unblock_both();
    hosts.client.receive(naru::buffer(room), received);
    hosts.client.send(naru::buffer(message), answered);
    REQUIRE(hosts.ends(received));
    CHECK(received.error() == std::errc::connection_reset);
  }
}

TEST_CASE("a_sender_learns_of_a_reset_that_was_lost") {
  noted sent;
  std::vector<std::byte> much(10'000'000);
  connected_hosts hosts;
  hosts.client.send(naru::buffer(much), sent);
  hosts.world.run();  // the server does not receive
  CHECK_FALSE(sent.is_done());
  hosts.world.block(hosts.machine, hosts.player);
  hosts.server.close();
  hosts.world.run_for(1s);
  CHECK_FALSE(sent.is_done());
  hosts.world.unblock(hosts.machine, hosts.player);
  REQUIRE(hosts.ends(sent));
  CHECK(sent.error() == std::errc::connection_reset);
}

TEST_CASE("a_sender_that_hears_of_no_reset_times_out") {
  noted sent;
  std::vector<std::byte> much(10'000'000);
  connected_hosts hosts;
  hosts.client.send(naru::buffer(much), sent);
  hosts.world.run();
  hosts.world.block(hosts.machine, hosts.player);
  hosts.server.close();
  REQUIRE(hosts.ends(sent));
  CHECK(sent.error() == std::errc::timed_out);
}

TEST_CASE("a_host_that_was_away_when_it_was_reset_learns_of_it") {
  noted sent;
  std::vector<std::byte> much(10'000'000);
  connected_hosts hosts;
  hosts.client.send(naru::buffer(much), sent);
  hosts.world.run();
  hosts.server.close();  // its reset is on the way
  hosts.player.vanish();
  hosts.world.run_for(1s);
  hosts.player.come_back();
  REQUIRE(hosts.ends(sent));
  CHECK(sent.error() == std::errc::connection_reset);
}

TEST_CASE("nothing_departs_after_a_reset") {
  noted sent;
  noted received;
  std::vector<std::byte> some(100'000);
  std::vector<std::byte> room(100'000);
  connected_hosts hosts;
  hosts.client.send(naru::buffer(some), sent);
  hosts.machine.vanish();
  hosts.client.close(naru::close_mode::reset);
  hosts.world.run_for(1s);
  hosts.machine.come_back();
  hosts.server.receive(naru::buffer(room), received);
  hosts.world.run_for(5min);
  CHECK((!received.is_done() || received.error()));
  CHECK(received.result().bytes == 0);
  hosts.server.cancel();
  hosts.world.run();
}

TEST_CASE("a_sender_whose_acknowledgements_are_cut_off_waits_and_gives_up") {
  for (const bool is_held : {false, true}) {
    CAPTURE(is_held);
    noted sent;
    noted received;
    std::array<std::byte, 100> message{};
    std::array<std::byte, 100> room{};
    connected_hosts hosts;
    is_held ? hosts.world.hold(hosts.machine, hosts.player)
            : hosts.world.block(hosts.machine, hosts.player);
    hosts.client.send(naru::buffer(message), sent);
    hosts.server.receive(naru::buffer(room), received);
    CHECK(hosts.ends(received, 1s));
    CHECK_FALSE(received.error());
    noted more;
    hosts.client.receive(naru::buffer(room), more);
    hosts.world.run_for(10s);
    CHECK_FALSE(more.is_done());
    REQUIRE(hosts.ends(more));
    CHECK(more.error() == std::errc::timed_out);
  }
}

TEST_CASE("a_sender_whose_acknowledgements_were_cut_off_for_a_while_goes_on") {
  noted sent;
  noted received;
  std::vector<std::byte> much(3'000'000);
  std::vector<std::byte> room(3'000'000);
  connected_hosts hosts;
  hosts.world.block(hosts.machine, hosts.player);
  hosts.server.receive_exactly(naru::buffer(room), received);
  hosts.client.send(naru::buffer(much), sent);
  hosts.world.run_for(10s);
  CHECK_FALSE(sent.is_done());  // its window is full
  hosts.world.unblock(hosts.machine, hosts.player);
  REQUIRE(hosts.ends(received, 1min));
  CHECK_FALSE(received.error());
  CHECK(sent.is_done());
  CHECK_FALSE(sent.error());
}
