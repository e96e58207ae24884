// Hosts, their names and addresses, and the ports that they give.
#include <array>
#include <set>

#include "connection_support.hpp"

using namespace simulated_tests;

TEST_CASE("a_name_with_capitals_is_found") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("Server.Example.");
  const auto proactor = world.add_host("player").make_proactor();
  naru::resolver resolver(*proactor);
  for (const char* const name : {"server.example", "Server.Example.", "SERVER.EXAMPLE"}) {
    const auto found = naru::run(*proactor, resolver.resolve(name, 80));
    REQUIRE_FALSE(found.error);
    CHECK(found.content == std::vector{naru::endpoint(machine.address(), 80)});
  }
  CHECK(machine.name() == "Server.Example.");
}

TEST_CASE("a_host_without_an_address_gets_one_that_nobody_has") {
  naru::simulation world({.seed = 1});
  world.add_host("one", "10.64.0.2");
  world.add_host("two", "10.64.0.3");
  std::set<naru::address> all;
  for (const char* const name : {"three", "four", "five"}) {
    all.insert(world.add_host(name).address());
  }
  CHECK(all.size() == 3);
}

TEST_CASE("a_mapped_address_is_the_one_of_ipv4") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server", "::ffff:10.0.0.1");
  CHECK(machine.address() == naru::address::parse("10.0.0.1"));
  visit seen;
  echo server(machine, 7'000);
  const auto proactor = world.add_host("player").make_proactor();
  naru::run(*proactor, call(*proactor, naru::endpoint::parse("10.0.0.1:7000"), 100, seen));
  CHECK_FALSE(seen.connected);
  CHECK(seen.right);
}

TEST_CASE("hosts_of_ipv6_talk_to_each_other") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server", "fd00::1");
  const auto there = machine.make_proactor();
  const auto here = world.add_host("player", "fd00::2").make_proactor();
  const auto old = world.add_host("old", "10.0.0.1").make_proactor();
  naru::tcp_listener listener(*there, {naru::address::any_v6(), 7'000});
  naru::tcp_stream server(*there);
  naru::tcp_stream client(*here);
  naru::tcp_stream unreachable(*old);
  noted accepted;
  noted connected;
  noted refused;
  listener.accept(server, accepted);
  client.connect({machine.address(), 7'000}, connected);
  unreachable.connect({machine.address(), 7'000}, refused);
  CHECK(world.run_until([&] { return accepted.is_done() && connected.is_done(); }, 1min));
  CHECK(server.remote_endpoint().address() == naru::address::parse("fd00::2"));
  world.run();
  CHECK(refused.error() == std::errc::network_unreachable);
}

TEST_CASE("a_port_that_two_sockets_have_had_stays_with_the_one_that_is_left") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  const auto proactor = machine.make_proactor();
  const naru::udp_socket first(*proactor, {naru::address::loopback_v4(), 0});
  const std::uint16_t port = first.local_endpoint().port();
  {
    const naru::udp_socket second(*proactor, {machine.address(), port});
  }
  for (std::size_t i = 0; i < 20'000; ++i) {  // more than there are ports
    const naru::udp_socket next(*proactor, {naru::address::any_v4(), 0});
    REQUIRE(next.local_endpoint().port() != port);
  }
}

TEST_CASE("an_accept_for_a_proactor_of_another_host_is_refused") {
  noted accepted;
  noted accepted_elsewhere;
  noted connected;
  connected_hosts hosts;
  naru::simulation elsewhere({.seed = 1});
  const auto stranger = elsewhere.add_host("server").make_proactor();
  naru::tcp_listener listener(*hosts.there, {naru::address::any_v4(), 8'000});
  naru::tcp_stream client(*hosts.here);
  naru::tcp_stream stream(*hosts.here);
  naru::tcp_stream strange(*stranger);
  listener.accept(stream, accepted);
  listener.accept(strange, accepted_elsewhere);
  client.connect({hosts.machine.address(), 8'000}, connected);
  hosts.world.run();
  elsewhere.run();
  CHECK(accepted.error() == std::errc::invalid_argument);
  CHECK(accepted_elsewhere.error() == std::errc::invalid_argument);
  CHECK_FALSE(connected.error());
}
