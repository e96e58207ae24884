// TCP's own probes on simulated connections.
#include <array>
#include <functional>
#include <optional>

#include "world_support.hpp"

using namespace simulated_tests;

namespace {

constexpr std::uint16_t silent_port = 7'000;

/// A connection on which nobody sends, and a receive that waits on its client.
struct silent_connection {
  silent_connection() {
    naru::callback accepted([](naru::io_result result) { CHECK_FALSE(result.error); });
    naru::callback connected([](naru::io_result result) { CHECK_FALSE(result.error); });
    naru::tcp_listener listener(*there, {naru::address::any_v4(), silent_port});
    listener.accept(server, accepted);
    client.connect({machine.address(), silent_port}, connected);
    world.run();
    client.receive(naru::buffer(room), received);
  }
  ~silent_connection() {
    client.close();
    server.close();
    world.run();
  }

  naru::simulation world{{.seed = 1}};
  naru::simulated_host& machine = world.add_host("server");
  naru::simulated_host& player = world.add_host("player");
  std::unique_ptr<naru::proactor> there = machine.make_proactor();
  std::unique_ptr<naru::proactor> here = player.make_proactor();
  naru::tcp_stream server{*there};
  naru::tcp_stream client{*here};
  std::array<std::byte, 8> room{};
  std::optional<std::error_code> ended;
  naru::callback<std::function<void(naru::io_result)>> received{
      [this](naru::io_result result) { ended = result.error; }};
};

}  // namespace

TEST_CASE("a_peer_that_is_gone_is_found_by_probes") {
  silent_connection one;
  CHECK_FALSE(one.client.set_keep_alive({.idle = 60s, .interval = 10s, .probes = 3}));
  one.machine.vanish();
  one.world.run_for(89s);
  CHECK_FALSE(one.ended);
  one.world.run_for(2s);
  REQUIRE(one.ended);
  CHECK(*one.ended == std::errc::timed_out);
}

TEST_CASE("a_peer_that_is_there_is_not_taken_for_gone") {
  silent_connection one;
  CHECK_FALSE(one.client.set_keep_alive({.idle = 60s, .interval = 10s, .probes = 3}));
  one.world.run_for(1h);
  one.machine.vanish();
  one.world.run_for(15s);
  one.machine.come_back();
  one.world.run_for(1h);
  CHECK_FALSE(one.ended);
}

TEST_CASE("without_keep_alive_nobody_looks") {
  silent_connection one;
  CHECK_FALSE(one.client.set_keep_alive({.idle = 60s, .interval = 10s, .probes = 3}));
  CHECK_FALSE(one.client.set_keep_alive_off());
  one.machine.vanish();
  one.world.run_for(24h);
  CHECK_FALSE(one.ended);
  one.machine.come_back();
}

TEST_CASE("probes_alone_do_not_keep_a_world_going") {
  silent_connection one;
  CHECK_FALSE(one.client.set_keep_alive({.idle = 60s, .interval = 10s, .probes = 3}));
  one.world.run();
  CHECK(one.world.elapsed() < 1s);
}
