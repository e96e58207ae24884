// The simulated network as programs see it.
#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <string>

#include "world_support.hpp"

using namespace simulated_tests;

namespace {

constexpr std::uint16_t port = 7'000;

naru::endpoint at(const naru::simulated_host& host) { return {host.address(), port}; }

/// A connection of a client to an echo server, with `bytes` on it.
visit one_call(naru::simulation& world, naru::simulated_host& from, naru::simulated_host& to,
               std::size_t bytes, naru::simulation::duration limit = 5min) {
  visit seen;
  echo server(to, port);
  const auto proactor = from.make_proactor();
  naru::task_scope scope(*proactor);
  scope.spawn(call(*proactor, at(to), bytes, seen));
  CHECK(world.run_until([&] { return seen.ended; }, limit));
  scope.request_stop();
  naru::run(*proactor, scope.join());
  return seen;
}

}  // namespace

TEST_CASE("bytes_arrive_over_every_kind_of_link") {
  const std::array links{naru::link::lan(), naru::link::wifi(), naru::link::mobile(),
                         naru::link::poor(), naru::link::satellite()};
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    for (const naru::link& each : links) {
      CAPTURE(seed);
      CAPTURE(each.latency.count());
      naru::simulation world({.seed = seed});
      naru::simulated_host& machine = world.add_host("server");
      naru::simulated_host& player = world.add_host("player", each);
      const visit seen = one_call(world, player, machine, 100'000);
      CHECK_FALSE(seen.connected);
      CHECK_FALSE(seen.failed);
      CHECK(seen.echoed == 100'000);
      CHECK(seen.right);
      CHECK(seen.took >= 4 * each.latency);
    }
  }
}

TEST_CASE("a_connect_to_many_hosts_is_refused_at_once") {
  naru::simulation world({.seed = 1});
  const auto proactor = world.add_host("client").make_proactor();
  for (const char* const group : {"255.255.255.255:9", "224.0.0.1:9", "[ff02::1]:9"}) {
    CAPTURE(group);
    naru::tcp_stream stream(*proactor);
    const auto attempt = [&]() -> naru::task<std::error_code> {
      co_return (co_await stream.connect(naru::endpoint::parse(group))).error;
    };
    CHECK(naru::run(*proactor, attempt()) == std::errc::network_unreachable);
    CHECK(world.elapsed() < 1s);
  }
}

TEST_CASE("a_connect_to_a_port_on_which_nobody_listens_is_refused") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  naru::simulated_host& player = world.add_host("player", naru::link::mobile());
  visit seen;
  const auto proactor = player.make_proactor();
  naru::run(*proactor, call(*proactor, at(machine), 1, seen));
  CHECK(seen.connected == std::errc::connection_refused);
  CHECK(seen.took >= 70ms);
}

TEST_CASE("a_connect_to_a_host_that_is_not_there_times_out") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& player = world.add_host("player");
  visit seen;
  const auto proactor = player.make_proactor();
  naru::run(*proactor, call(*proactor, naru::endpoint::parse("10.9.9.9:7000"), 1, seen));
  CHECK(seen.connected == std::errc::timed_out);
  CHECK(seen.took >= 1min);
  CHECK(seen.took <= 5min);
}

TEST_CASE("a_partition_delays_a_stream_and_a_long_one_ends_it") {
  for (const auto length : {5s, 600s}) {
    naru::simulation world({.seed = 1});
    naru::simulated_host& machine = world.add_host("server");
    naru::simulated_host& player = world.add_host("player");
    visit seen;
    echo server(machine, port);
    const auto proactor = player.make_proactor();
    naru::task_scope scope(*proactor);
    scope.spawn(call(*proactor, at(machine), 10'000'000, seen));
    CHECK(world.run_until([&] { return server.connections() == 1; }));
    world.block(player, machine);
    world.run_for(length);
    world.unblock(player, machine);
    CHECK(world.run_until([&] { return seen.ended; }));
    if (length == 5s) {
      CHECK_FALSE(seen.failed);
      CHECK(seen.right);
      CHECK(seen.took > 5s);
    } else {
      CHECK(seen.failed == std::errc::timed_out);
    }
    naru::run(*proactor, scope.join());
  }
}

TEST_CASE("a_host_that_vanishes_and_returns_goes_on") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  naru::simulated_host& player = world.add_host("player");
  visit seen;
  echo server(machine, port);
  const auto proactor = player.make_proactor();
  naru::task_scope scope(*proactor);
  scope.spawn(call(*proactor, at(machine), 10'000'000, seen));
  CHECK(world.run_until([&] { return server.connections() == 1; }));
  machine.vanish();
  world.run_for(10s);
  CHECK_FALSE(seen.ended);
  machine.come_back();
  CHECK(world.run_until([&] { return seen.ended; }));
  CHECK_FALSE(seen.failed);
  CHECK(seen.right);
  naru::run(*proactor, scope.join());
}

TEST_CASE("what_is_held_comes_at_its_release") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  naru::simulated_host& player = world.add_host("player");
  world.hold(machine, player);
  visit seen;
  echo server(machine, port);
  const auto proactor = player.make_proactor();
  naru::task_scope scope(*proactor);
  scope.spawn(call(*proactor, at(machine), 100, seen));
  world.run_for(500ms);
  CHECK_FALSE(seen.ended);
  world.release(machine, player);
  CHECK(world.run_until([&] { return seen.ended; }, 1s));
  CHECK_FALSE(seen.failed);
  naru::run(*proactor, scope.join());
}

TEST_CASE("a_sender_waits_for_a_peer_that_does_not_receive") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  naru::simulated_host& player = world.add_host("player");
  const auto there = machine.make_proactor();
  const auto here = player.make_proactor();
  naru::tcp_listener listener(*there, {naru::address::any_v4(), port});
  naru::tcp_stream server(*there);
  naru::tcp_stream client(*here);
  std::vector<std::byte> much(10'000'000);
  naru::io_result sent;
  bool ended = false;
  naru::task_scope scope(*here);
  scope.spawn([](naru::tcp_stream& stream, naru::endpoint to, std::vector<std::byte>& all,
                 naru::io_result& result, bool& done) -> naru::task<> {
    if (!(co_await stream.connect(to)).error) result = co_await stream.send(naru::buffer(all));
    done = true;
  }(client, at(machine), much, sent, ended));
  world.run();  // nothing is left to happen, although the send is pending
  CHECK_FALSE(ended);
  client.cancel();
  world.run();
  CHECK(ended);
  CHECK(sent.error == std::errc::operation_canceled);
  CHECK(sent.bytes > 100'000);
  CHECK(sent.bytes < 1'000'000);
  naru::run(*here, scope.join());
}

TEST_CASE("names_lead_to_hosts") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server.example", "10.1.2.3");
  const auto proactor = world.add_host("player").make_proactor();
  naru::resolver resolver(*proactor);
  const auto found = naru::run(*proactor, resolver.resolve("Server.Example.", 80));
  REQUIRE_FALSE(found.error);
  CHECK(found.content == std::vector{naru::endpoint(machine.address(), 80)});
  const auto unknown = naru::run(*proactor, resolver.resolve("nobody.example", 80));
  CHECK(unknown.error == naru::error::host_not_found);
}

TEST_CASE("a_signal_reaches_the_sets_of_its_host_alone") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  naru::simulated_host& player = world.add_host("player");
  const auto there = machine.make_proactor();
  const auto here = player.make_proactor();
  naru::signal_set theirs(*there, {naru::signal_kind::terminate});
  naru::signal_set ours(*here, {naru::signal_kind::terminate});
  naru::signal_kind which{};
  int heard = 0;
  int overheard = 0;
  naru::callback told([&](naru::io_result) { ++heard; });
  naru::callback told_too([&](naru::io_result result) { overheard += result.error ? 0 : 1; });
  theirs.wait(which, told);
  ours.wait(which, told_too);
  CHECK_FALSE(machine.raise(naru::signal_kind::terminate));
  world.run();
  CHECK(heard == 1);
  CHECK(overheard == 0);
  ours.cancel();
  world.run();
}

TEST_CASE("a_host_that_is_stalled_takes_what_came_before_its_timers") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  const auto proactor = machine.make_proactor();
  naru::timer timer(*proactor);
  naru::simulation::duration late{};
  naru::callback expired([&](naru::io_result) { late = world.elapsed(); });
  timer.wait_for(10ms, expired);
  machine.stall(6s);
  world.run();
  CHECK(late >= 6s);
  CHECK(late < 6s + 10ms);
}

TEST_CASE("a_host_that_was_stalled_answers_what_came_meanwhile") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  naru::simulated_host& player = world.add_host("player");
  visit seen;
  echo server(machine, port);
  const auto proactor = player.make_proactor();
  naru::task_scope scope(*proactor);
  scope.spawn(call(*proactor, at(machine), 100, seen));
  machine.stall(6s);
  CHECK(world.run_until([&] { return seen.ended; }));
  CHECK_FALSE(seen.failed);
  CHECK(seen.took >= 6s);
  CHECK(seen.took < 7s);
  naru::run(*proactor, scope.join());
}

TEST_CASE("a_program_that_runs_its_own_proactor_is_stalled_too") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  const auto proactor = machine.make_proactor();
  machine.stall(6s);
  naru::run(*proactor, naru::sleep_for(1ms));
  CHECK(world.elapsed() >= 6s);
}

TEST_CASE("a_timer_is_in_time_if_a_program_runs_its_own_proactor") {
  naru::simulation world({.seed = 1});
  const auto proactor = world.add_host("server").make_proactor();
  naru::run(*proactor, naru::sleep_for(1s));
  CHECK(world.elapsed() >= 1s);
  CHECK(world.elapsed() < 1s + 100us);
}

TEST_CASE("a_busy_program_still_sees_its_timers") {
  naru::simulation world({.seed = 1});
  const auto proactor = world.add_host("server").make_proactor();
  bool expired = false;
  std::size_t posts = 0;
  naru::callback ends([&](naru::io_result) { expired = true; });
  naru::timer timer(*proactor);
  timer.wait_for(20ms, ends);
  std::function<void()> post_again = [&] {
    ++posts;
    if (!expired) naru::post(*proactor, [&] { post_again(); });
  };
  post_again();
  world.run();
  CHECK(expired);
  CHECK(posts > 100);
}

TEST_CASE("an_idle_world_takes_no_real_time") {
  naru::simulation world({.seed = 1});
  const auto proactor = world.add_host("server").make_proactor();
  int beats = 0;
  naru::ticker ticker = naru::every(*proactor, 1min, [&](naru::tick) { ++beats; });
  world.run_for(24h * 30);
  CHECK(beats == 60 * 24 * 30);
}
