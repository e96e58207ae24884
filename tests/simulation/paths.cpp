// Links of hosts and of paths, and what their changes change.
#include <array>

#include "connection_support.hpp"
#include "simulated/link_state.hpp"
#include "simulated/timeline.hpp"

using namespace simulated_tests;

namespace {

/// How many of 100 datagrams of a host to another one arrive as they were sent.
std::size_t whole_arrivals(naru::simulation& world, naru::simulated_host& from,
                           naru::simulated_host& to) {
  const auto here = from.make_proactor();
  const auto there = to.make_proactor();
  naru::udp_socket sender(*here, {naru::address::any_v4(), 0});
  naru::udp_socket receiver(*there, {naru::address::any_v4(), 4'000});
  std::size_t whole = 0;
  naru::task_scope scope(*there);
  scope.spawn([](naru::udp_socket& socket, std::size_t& count) -> naru::task<> {
    std::array<std::byte, 200> room{};
    for (;;) {
      const naru::io_result got = co_await socket.receive(naru::buffer(room));
      if (got.error) co_return;
      if (got.bytes == 100) ++count;
    }
  }(receiver, whole));
  const std::array<std::byte, 100> message{};
  for (int i = 0; i < 100; ++i) {
    noted sent;
    sender.send_to(naru::buffer(message), {to.address(), 4'000}, sent);
    CHECK(world.run_until([&] { return sent.is_done(); }));
  }
  world.run_for(10s);
  scope.request_stop();
  naru::run(*there, scope.join());
  return whole;
}

}  // namespace

TEST_CASE("the_link_of_a_path_damages_datagrams_in_place_of_those_of_its_hosts") {
  naru::simulation world({.seed = 1});
  naru::link broken;
  broken.truncates = 1;
  naru::simulated_host& player = world.add_host("player");
  naru::simulated_host& machine = world.add_host("server", broken);
  CHECK(whole_arrivals(world, player, machine) == 0);
  world.set_link(player, machine, naru::link::lan());
  CHECK(whole_arrivals(world, player, machine) == 100);
  world.set_link(player, machine, broken);
  machine.set_link(naru::link::lan());
  CHECK(whole_arrivals(world, player, machine) == 0);
  CHECK(whole_arrivals(world, machine, player) == 100);
}

TEST_CASE("a_link_that_is_changed_has_neither_the_queue_nor_the_burst_of_the_old_one") {
  const auto now = naru::detail::timeline::beginning;
  naru::detail::random_source random(1);
  naru::link slow;
  slow.bytes_per_second = 1'000;
  slow.queue_max = 10s;
  naru::detail::link_state state(slow);
  for (int i = 0; i < 10; ++i) CHECK_FALSE(state.cross(now, 1'000, random).lost);
  state.change(naru::link::lan());
  const auto passage = state.cross(now, 1'000, random);
  CHECK_FALSE(passage.lost);
  CHECK(passage.time < 1ms);

  naru::link bursts;
  bursts.burst_every = 1ms;
  bursts.burst_length = 1h;
  bursts.loss_in_burst = 1;
  state.change(bursts);
  auto later = now;
  while (!state.cross(later, 100, random).lost) later += 1ms;
  naru::link always;
  always.loss = 1;
  state.change(always);
  CHECK(state.cross(later, 100, random).lost);
}

TEST_CASE("a_host_that_has_vanished_still_reaches_itself") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  visit seen;
  echo server(machine, 7'000);
  const auto proactor = machine.make_proactor();
  machine.vanish();
  naru::task_scope scope(*proactor);
  scope.spawn(call(*proactor, {naru::address::loopback_v4(), 7'000}, 10'000, seen));
  CHECK(world.run_until([&] { return seen.ended; }, 1s));
  CHECK_FALSE(seen.failed);
  CHECK(seen.right);
  scope.request_stop();
  world.run();
  naru::udp_socket from(*proactor, {naru::address::any_v4(), 0});
  naru::udp_socket to(*proactor, {naru::address::any_v4(), 4'000});
  std::array<std::byte, 10> room{};
  noted sent;
  noted received;
  to.receive(naru::buffer(room), received);
  from.send_to(naru::buffer(room), {machine.address(), 4'000}, sent);
  CHECK(world.run_until([&] { return received.is_done(); }, 1s));
  to.cancel();
  world.run();
  naru::run(*proactor, scope.join());
}

TEST_CASE("a_host_that_has_vanished_is_not_refused") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  naru::simulated_host& player = world.add_host("player", naru::link::satellite());
  const auto proactor = player.make_proactor();
  naru::tcp_stream stream(*proactor);
  noted connected;
  stream.connect({machine.address(), 7'000}, connected);
  world.run_for(400ms);  // the refusal is on its way
  player.vanish();
  world.run_for(5s);
  CHECK_FALSE(connected.is_done());
  player.come_back();
  CHECK(world.run_until([&] { return connected.is_done(); }, 1min));
  CHECK(connected.error() == std::errc::connection_refused);
}
