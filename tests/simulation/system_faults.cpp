// Calls of a simulated host's system that fail.
#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>
#include <string>

#include "simulated/system_errors.hpp"
#include "world_support.hpp"

using namespace simulated_tests;

namespace {

constexpr std::uint16_t faulty_port = 7'000;

/// Two hosts with a proactor each.
struct pair_of_hosts {
  explicit pair_of_hosts(std::uint64_t seed = 1) : world({.seed = seed}) {}

  [[nodiscard]] naru::endpoint place() const { return {machine.address(), faulty_port}; }
  /// Connects both streams. They have no faults yet.
  void connect(naru::tcp_stream& client, naru::tcp_stream& server) {
    naru::tcp_listener listener(*there, {naru::address::any_v4(), faulty_port});
    naru::callback done([](naru::io_result result) { CHECK_FALSE(result.error); });
    naru::callback accepted([](naru::io_result result) { CHECK_FALSE(result.error); });
    listener.accept(server, accepted);
    client.connect(place(), done);
    world.run();
  }

  naru::simulation world;
  naru::simulated_host& machine = world.add_host("server");
  naru::simulated_host& player = world.add_host("player");
  std::unique_ptr<naru::proactor> there = machine.make_proactor();
  std::unique_ptr<naru::proactor> here = player.make_proactor();
};

/// Starts one operation and returns its result when the world has nothing left to do.
template <class Start>
naru::io_result result_of(naru::simulation& world, Start start) {
  naru::io_result came{std::make_error_code(std::errc::state_not_recoverable), 0};
  naru::callback done([&](naru::io_result result) { came = result; });
  start(done);
  world.run();
  return came;
}

bool is_missing_something(const std::error_code& error) {
  constexpr std::array shortages{std::errc::too_many_files_open, std::errc::no_buffer_space,
                                 std::errc::not_enough_memory};
  return std::ranges::any_of(shortages, [&](std::errc each) { return error == each; });
}

}  // namespace

TEST_CASE("each_call_draws_each_of_its_errors") {
  naru::detail::random_source random(1);
  for (int call = 0; call < naru::detail::system_calls; ++call) {
    CAPTURE(call);
    std::set<std::string> drawn;
    for (int i = 0; i < 1'000; ++i) {
      const auto error =
          naru::detail::draw_error(static_cast<naru::detail::system_call>(call), random);
      CHECK(error);
      drawn.insert(error.message());
    }
    CHECK(drawn.size() >= 2);
    CHECK(drawn.size() <= 8);
  }
}

TEST_CASE("sockets_are_not_opened_or_bound") {
  for (const naru::system_faults& faults :
       {naru::system_faults{.opens = 1}, naru::system_faults{.binds = 1}}) {
    pair_of_hosts both;
    both.machine.set_faults(faults);
    const auto listens = [&] {
      naru::tcp_listener listener(*both.there, {naru::address::any_v4(), faulty_port});
    };
    const auto opens = [&] { naru::udp_socket(*both.there, {naru::address::any_v4(), 0}); };
    CHECK_THROWS_AS(listens(), std::system_error);
    CHECK_THROWS_AS(opens(), std::system_error);
    both.machine.set_faults({});
    CHECK_NOTHROW(listens());
    CHECK_NOTHROW(opens());
  }
}

TEST_CASE("a_connect_fails_at_once_or_after_a_while") {
  std::set<bool> at_once;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    pair_of_hosts both(seed);
    echo server(both.machine, faulty_port);
    both.player.set_faults({.connects = 1});
    naru::tcp_stream stream(*both.here);
    const auto began = both.world.elapsed();
    const auto result = result_of(both.world, [&](auto& op) { stream.connect(both.place(), op); });
    CHECK(result.error);
    CHECK_FALSE(stream.is_open());
    at_once.insert(both.world.elapsed() - began < 150us);
    both.player.set_faults({});
    naru::tcp_stream another(*both.here);
    CHECK_FALSE(result_of(both.world, [&](auto& op) { another.connect(both.place(), op); }).error);
  }
  CHECK(at_once.size() == 2);
}

TEST_CASE("a_listener_whose_accepts_fail_goes_on") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    pair_of_hosts both(seed);
    naru::tcp_listener listener(*both.there, {naru::address::any_v4(), faulty_port});
    both.machine.set_faults({.accepts = 1});
    naru::tcp_stream client(*both.here);
    naru::tcp_stream server(*both.there);
    std::error_code failed;
    bool ended = false;
    naru::callback accepted([&](naru::io_result result) {
      failed = result.error;
      ended = true;
    });
    naru::callback connected([](naru::io_result result) { CHECK_FALSE(result.error); });
    listener.accept(server, accepted);
    client.connect(both.place(), connected);
    both.world.run_for(10s);
    both.machine.set_faults({});
    if (ended) {  // the connection still waits
      CHECK(is_missing_something(failed));
      ended = false;
      listener.accept(server, accepted);
      both.world.run();
    } else {  // it was lost, and the accept waits for the next one
      naru::callback reset([](naru::io_result result) { CHECK(result.error); });
      std::array<std::byte, 1> room{};
      client.receive(naru::buffer(room), reset);
      both.world.run();
      naru::tcp_stream second(*both.here);
      CHECK_FALSE(result_of(both.world, [&](auto& op) { second.connect(both.place(), op); }).error);
    }
    CHECK(ended);
    CHECK_FALSE(failed);
  }
}

TEST_CASE("a_transfer_that_fails_breaks_its_stream_unless_something_was_missing") {
  std::set<bool> broken;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    const bool receives = seed % 2 == 0;
    pair_of_hosts both(seed);
    naru::tcp_stream client(*both.here);
    naru::tcp_stream server(*both.there);
    both.connect(client, server);
    std::array<std::byte, 1> byte{};
    std::array<std::byte, 1> room{};
    both.player.set_faults({.receives = receives ? 1.0 : 0.0, .sends = receives ? 0.0 : 1.0});
    const auto failed = result_of(both.world, [&](auto& op) {
      receives ? client.receive(naru::buffer(room), op) : client.send(naru::buffer(byte), op);
    });
    CHECK(failed.error);
    CHECK(failed.bytes == 0);
    both.player.set_faults({});
    broken.insert(!is_missing_something(failed.error));
    const auto later =
        result_of(both.world, [&](auto& op) { client.send(naru::buffer(byte), op); });
    const auto peers =
        result_of(both.world, [&](auto& op) { server.receive(naru::buffer(room), op); });
    if (is_missing_something(failed.error)) {
      CHECK_FALSE(later.error);
      CHECK_FALSE(peers.error);
      CHECK(peers.bytes == 1);
    } else {
      CHECK(later.error);
      CHECK(peers.error == std::errc::connection_reset);
    }
  }
  CHECK(broken.size() == 2);
}

TEST_CASE("a_receive_that_waits_is_told_that_a_send_broke_the_stream") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    pair_of_hosts both(seed);
    naru::tcp_stream client(*both.here);
    naru::tcp_stream server(*both.there);
    both.connect(client, server);
    std::array<std::byte, 1> room{};
    int told = 0;
    naru::callback received([&](naru::io_result result) { told += result.error ? 1 : 0; });
    client.receive(naru::buffer(room), received);
    both.player.set_faults({.sends = 1});
    const auto sent = result_of(both.world, [&](auto& op) { client.send(naru::buffer(room), op); });
    CHECK(told == (is_missing_something(sent.error) ? 0 : 1));
    client.close();
    both.world.run();
  }
}

TEST_CASE("a_datagram_socket_whose_transfers_fail_goes_on") {
  pair_of_hosts both;
  naru::udp_socket from(*both.here, {naru::address::any_v4(), 0});
  naru::udp_socket to(*both.there, {naru::address::any_v4(), faulty_port});
  std::array<std::byte, 4> payload{};
  std::array<std::byte, 4> room{};
  const auto sends = [&](auto& op) { from.send_to(naru::buffer(payload), both.place(), op); };
  const auto receives = [&](auto& op) { to.receive(naru::buffer(room), op); };
  both.player.set_faults({.datagram_sends = 1});
  CHECK(result_of(both.world, sends).error);
  both.player.set_faults({});
  CHECK_FALSE(result_of(both.world, sends).error);
  both.machine.set_faults({.datagram_receives = 1});
  CHECK(result_of(both.world, receives).error);
  both.machine.set_faults({});
  const auto came = result_of(both.world, receives);
  CHECK_FALSE(came.error);
  CHECK(came.bytes == 4);
}

TEST_CASE("a_lookup_fails_as_a_name_service_does") {
  pair_of_hosts both;
  both.player.set_faults({.lookups = 1});
  naru::resolver resolver(*both.here);
  for (int i = 0; i < 20; ++i) {
    const auto found = naru::run(*both.here, resolver.resolve("server", 80));
    const bool is_known =
        found.error == naru::error::try_again || found.error == naru::error::lookup_failed;
    CHECK(is_known);
  }
  both.player.set_faults({});
  CHECK_FALSE(naru::run(*both.here, resolver.resolve("server", 80)).error);
}

TEST_CASE("a_host_runs_out_of_handles") {
  pair_of_hosts both;
  naru::tcp_listener listener(*both.there, {naru::address::any_v4(), faulty_port});
  both.machine.set_faults({.handles_max = 2});
  naru::tcp_stream first(*both.here);
  naru::tcp_stream second(*both.here);
  std::vector<naru::tcp_stream> servers;
  for (int i = 0; i < 2; ++i) servers.emplace_back(*both.there);
  CHECK_FALSE(result_of(both.world, [&](auto& op) { first.connect(both.place(), op); }).error);
  CHECK_FALSE(result_of(both.world, [&](auto& op) { listener.accept(servers[0], op); }).error);
  CHECK_FALSE(result_of(both.world, [&](auto& op) { second.connect(both.place(), op); }).error);
  const auto accepts = [&](auto& op) { listener.accept(servers[1], op); };
  CHECK(result_of(both.world, accepts).error == std::errc::too_many_files_open);
  servers[0].close();
  both.world.run();
  CHECK_FALSE(result_of(both.world, accepts).error);
}

TEST_CASE("a_probability_out_of_its_range_is_refused") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  CHECK_THROWS_AS(machine.set_faults({.sends = 1.5}), std::invalid_argument);
  CHECK_THROWS_AS(machine.set_faults({.lookups = -0.1}), std::invalid_argument);
  CHECK_NOTHROW(machine.set_faults(naru::system_faults::everywhere(1)));
}

TEST_CASE("faults_everywhere_leave_nothing_that_waits_for_ever") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    CAPTURE(seed);
    pair_of_hosts both(seed);
    echo server(both.machine, faulty_port);
    for (naru::simulated_host* const each : {&both.machine, &both.player}) {
      each->set_faults(naru::system_faults::everywhere(0.02));
    }
    naru::task_scope scope(*both.here);
    std::vector<visit> seen(10);
    for (visit& each : seen) scope.spawn(call(*both.here, both.place(), 20'000, each));
    both.world.run_for(10min);
    for (const visit& each : seen) {
      CHECK(each.ended);
      CHECK(each.right);
      const bool has_result = each.echoed == 20'000 || each.failed || each.connected;
      CHECK(has_result);
    }
    scope.request_stop();
    naru::run(*both.here, scope.join());
  }
}
