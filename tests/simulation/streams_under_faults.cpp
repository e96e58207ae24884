// Streams keep their promises on a network on which everything goes wrong: bytes come once and in
// order, an end of the stream comes after all of them, and every send ends.
#include <functional>

#include "connection_support.hpp"

using namespace simulated_tests;

namespace {

std::byte at_position(std::size_t position) {
  return static_cast<std::byte>(position * 31 + position / 256);
}

/// One side of a connection, and what it has seen.
struct talker {
  naru::tcp_stream& stream;
  std::size_t wanted;  // how many bytes it sends
  std::size_t sent = 0;
  std::size_t received = 0;
  bool right = true;
  std::error_code send_error = {};
  std::error_code receive_error = {};
  bool has_sent = false;
  bool has_received = false;
  bool has_closed = false;
};

naru::task<> send_all(talker& self, naru::simulation& world) {
  std::vector<std::byte> bytes;
  while (self.sent != self.wanted && !self.send_error) {
    bytes.resize(std::min<std::size_t>(self.wanted - self.sent, 1 + world.random(60'000)));
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = at_position(self.sent + i);
    const naru::io_result result = co_await self.stream.send(naru::buffer(bytes));
    self.sent += result.bytes;
    self.send_error = result.error;
    const auto pause = std::chrono::milliseconds(world.random(300));
    if (world.random(4) == 0) static_cast<void>(co_await naru::sleep_for(pause));
  }
  if (!self.send_error) static_cast<void>(self.stream.shutdown_send());
  self.has_sent = true;
}

naru::task<> receive_all(talker& self, naru::simulation& world) {
  std::vector<std::byte> room;
  while (!self.receive_error) {
    room.resize(1 + world.random(30'000));
    const naru::io_result result = co_await self.stream.receive(naru::buffer(room));
    for (std::size_t i = 0; i < result.bytes; ++i) {
      self.right = self.right && room[i] == at_position(self.received + i);
    }
    self.received += result.bytes;
    self.receive_error = result.error;
    const auto pause = std::chrono::milliseconds(world.random(300));
    if (world.random(8) == 0) static_cast<void>(co_await naru::sleep_for(pause));
  }
  self.has_received = true;
}

naru::link some_link(naru::simulation& world) {
  switch (world.random(5)) {
    case 0:
      return naru::link::wifi();
    case 1:
      return naru::link::mobile();
    case 2:
      return naru::link::poor();
    case 3:
      return naru::link();
    default:
      return naru::link::lan();
  }
}

void something_bad(connected_hosts& hosts) {
  naru::simulation& world = hosts.world;
  const bool first = world.random(2) == 0;
  naru::simulated_host& one = first ? hosts.machine : hosts.player;
  naru::simulated_host& other = first ? hosts.player : hosts.machine;
  switch (world.random(11)) {
    case 0:
      return one.vanish();
    case 1:
    case 2:
      return one.come_back();
    case 3:
      return world.block(one, other);
    case 4:
    case 5:
      return world.unblock(one, other);
    case 6:
      return world.hold(one, other);
    case 7:
    case 8:
      return world.release(one, other);
    case 9:
      return one.set_link(some_link(world));
    default:
      return one.stall(std::chrono::milliseconds(world.random(2'000)));
  }
}

void all_is_well(connected_hosts& hosts) {
  hosts.unblock_both();
  hosts.world.release(hosts.machine, hosts.player);
  hosts.world.release(hosts.player, hosts.machine);
  for (naru::simulated_host* each : {&hosts.machine, &hosts.player}) {
    each->come_back();
    each->set_link(naru::link::lan());
  }
}

void check(const talker& self, const talker& peer) {
  CHECK(self.has_sent);
  CHECK(self.right);
  CHECK(self.received <= peer.sent);
  if (self.receive_error == naru::error::end_of_stream && !peer.has_closed) {
    CHECK(self.received == peer.wanted);
  }
  const bool anything_failed = self.has_closed || peer.has_closed || self.send_error ||
                               peer.send_error || peer.receive_error != self.receive_error;
  if (!anything_failed) {
    CHECK(self.has_received);
    CHECK(self.receive_error == naru::error::end_of_stream);
  }
}

void talk_under_faults(std::uint64_t seed) {
  connected_hosts hosts({.seed = seed});
  naru::simulation& world = hosts.world;
  talker server{hosts.server, static_cast<std::size_t>(world.random(2'000'000))};
  talker client{hosts.client, static_cast<std::size_t>(world.random(2'000'000))};
  naru::task_scope there(*hosts.there);
  naru::task_scope here(*hosts.here);
  there.spawn(send_all(server, world));
  there.spawn(receive_all(server, world));
  here.spawn(send_all(client, world));
  here.spawn(receive_all(client, world));
  const bool somebody_closes = world.random(3) == 0;
  for (int i = 0; i < 30; ++i) {
    something_bad(hosts);
    world.run_for(std::chrono::milliseconds(world.random(1'500)));
    if (!somebody_closes || i != 15) continue;
    talker& closing = world.random(2) == 0 ? server : client;
    closing.has_closed = true;
    closing.stream.close(world.random(2) == 0 ? naru::close_mode::reset
                                              : naru::close_mode::graceful);
  }
  all_is_well(hosts);
  const auto all_done = [&] {
    return server.has_sent && server.has_received && client.has_sent && client.has_received;
  };
  static_cast<void>(world.run_until(all_done, 30min));
  check(server, client);
  check(client, server);
  there.request_stop();
  here.request_stop();
  naru::run(*hosts.there, there.join());
  naru::run(*hosts.here, here.join());
}

}  // namespace

TEST_CASE("streams_keep_their_promises_under_faults") {
  const std::uint64_t first = naru::seed_of_environment(1);
  for (std::uint64_t seed = first; seed < first + 100; ++seed) {
    CAPTURE(seed);
    talk_under_faults(seed);
  }
}
