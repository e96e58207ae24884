// Data that come during a stall, or while a completion function takes its time, count before the
// limits that pass meanwhile.
#include <naru/buffered_reader.hpp>
#include <naru/tcp_connector.hpp>

#include <array>
#include <deque>
#include <string>
#include <utility>

#include "connection_support.hpp"

using namespace simulated_tests;

namespace {

constexpr std::array<std::byte, 3> three_bytes{std::byte{'a'}, std::byte{'b'}, std::byte{'\n'}};

/// The server waits for bytes with a limit. A timer of the server is due with the limit, and its
/// function runs before that of the limit.
struct limited_server : connected_hosts {
  explicit limited_server(std::function<void()> function)
      : connected_hosts({.seed = 1, .partial_transfers = false}),
        busy([run = std::move(function)](naru::io_result) { run(); }),
        timer(*there) {}

  ~limited_server() { world.run(); }

  void plan() { timer.wait_for(limit, busy); }
  /// The client sends, and the bytes come before this returns.
  void send(naru::const_buffer bytes) {
    client.send(bytes, sent.emplace_back());
    world.spend(50ms);
  }

  static constexpr auto limit = 300ms;
  std::deque<noted> sent;
  noted received;
  std::array<std::byte, 3> room{};
  naru::callback<std::function<void(naru::io_result)>> busy;
  naru::timer timer;
};

}  // namespace

TEST_CASE("what_came_during_a_stall_runs_before_the_timers_of_that_time") {
  connected_hosts all;
  std::string order;
  std::array<std::byte, 3> room{};
  noted sent;
  naru::timer timer(*all.there);
  naru::callback expires([&](naru::io_result) { order += 't'; });
  naru::callback receives([&](naru::io_result) { order += 'r'; });
  timer.wait_for(1ms, expires);
  all.server.receive(naru::buffer(room), receives);
  all.machine.stall(6s);
  all.client.send(naru::buffer(three_bytes), sent);
  all.world.run_for(7s);
  CHECK(order == "rt");
}

TEST_CASE("a_deadline_leaves_what_came_during_a_stall") {
  connected_hosts all;
  std::array<std::byte, 3> room{};
  noted sent;
  noted received;
  naru::deadline limit(*all.there);
  all.server.receive_exactly(naru::buffer(room), limit.arm(all.server, 300ms, received));
  all.machine.stall(6s);
  all.client.send(naru::buffer(three_bytes), sent);
  CHECK(all.ends(received));
  CHECK_FALSE(received.error());
}

TEST_CASE("a_connection_that_came_during_a_stall_is_accepted") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  const auto there = machine.make_proactor();
  const auto here = world.add_host("player").make_proactor();
  noted accepted;
  noted connected;
  naru::tcp_listener listener(*there, {naru::address::any_v4(), 7'000});
  naru::tcp_stream server(*there);
  naru::tcp_stream client(*here);
  naru::deadline limit(*there);
  listener.accept(server, limit.arm(listener, 300ms, accepted));
  machine.stall(6s);
  client.connect({machine.address(), 7'000}, connected);
  CHECK(world.run_until([&] { return accepted.is_done(); }, 1min));
  CHECK_FALSE(accepted.error());
}

TEST_CASE("a_connector_leaves_the_connection_that_stood_during_a_stall") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  naru::simulated_host& player = world.add_host("player");
  const echo server(machine, 7'000);
  const auto proactor = player.make_proactor();
  naru::tcp_connector connector(*proactor);
  naru::tcp_stream stream(*proactor);
  noted connected;
  connector.connect("server", 7'000, stream, connected, {.timeout = 300ms});
  world.run_for(25ms);  // the name is known, and the attempt has begun
  player.stall(6s);
  CHECK(world.run_until([&] { return connected.is_done(); }, 1min));
  CHECK_FALSE(connected.error());
}

// The answer takes 320 ms, and comes while a function runs from 300 ms to 350 ms.
TEST_CASE("a_connector_leaves_the_connection_that_stood_while_another_function_ran") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  naru::simulated_host& player = world.add_host("player", naru::link{.latency = 160ms});
  const echo server(machine, 7'000);
  const auto proactor = player.make_proactor();
  naru::tcp_connector connector(*proactor);
  naru::tcp_stream stream(*proactor);
  naru::timer timer(*proactor);
  naru::callback busy([&](naru::io_result) { world.spend(50ms); });
  noted connected;
  timer.wait_for(300ms, busy);
  connector.connect(machine.address().to_string(), 7'000, stream, connected, {.timeout = 300ms});
  CHECK(world.run_until([&] { return connected.is_done(); }, 1min));
  CHECK_FALSE(connected.error());
}

TEST_CASE("a_deadline_leaves_what_came_while_another_function_ran") {
  limited_server* self = nullptr;
  limited_server all([&] { self->send(naru::buffer(three_bytes)); });
  self = &all;
  all.plan();
  naru::deadline limit(*all.there);
  all.server.receive_exactly(naru::buffer(all.room),
                             limit.arm(all.server, all.limit, all.received));
  CHECK(all.ends(all.received));
  CHECK_FALSE(all.received.error());
}

TEST_CASE("with_timeout_leaves_what_came_while_another_function_ran") {
  limited_server* self = nullptr;
  limited_server all([&] { self->send(naru::buffer(three_bytes)); });
  self = &all;
  all.plan();
  std::error_code error;
  struct local {
    static naru::task<> receive(limited_server& all, std::error_code& error) {
      auto waits = all.server.receive_exactly(naru::buffer(all.room));
      const auto result = co_await naru::with_timeout(std::move(waits), all.limit);
      error = result.error;
    }
  };
  naru::task_scope scope(*all.there);
  scope.spawn(local::receive(all, error));
  CHECK(all.world.run_until([&] { return scope.size() == 0; }, 1min));
  CHECK_FALSE(error);
}

// All parts have come in time, but the task takes them one after another.
TEST_CASE("a_stall_takes_no_time_from_a_task_with_a_limit") {
  connected_hosts all;
  noted sent;
  naru::result<std::size_t> taken;
  struct local {
    static naru::task<std::size_t> take_parts(naru::tcp_stream& from) {
      std::array<std::byte, 1> room{};
      std::size_t parts = 0;
      for (; parts != three_bytes.size(); ++parts) {
        if ((co_await from.receive_exactly(naru::buffer(room))).error) break;
        co_await naru::yield();
      }
      co_return parts;
    }
    static naru::task<> take(naru::tcp_stream& from, naru::result<std::size_t>& taken) {
      taken = co_await naru::with_timeout(take_parts(from), 300ms);
    }
  };
  naru::task_scope scope(*all.there);
  scope.spawn(local::take(all.server, taken));
  all.world.run_for(1ms);
  all.machine.stall(6s);
  all.client.send(naru::buffer(three_bytes), sent);
  CHECK(all.world.run_until([&] { return scope.size() == 0; }, 1min));
  CHECK_FALSE(taken.error);
  CHECK(taken.content == three_bytes.size());
}

TEST_CASE("a_cancelled_receive_says_what_came_while_the_function_ran") {
  limited_server* self = nullptr;
  limited_server all([&] {
    self->send(naru::buffer(three_bytes));
    self->server.cancel(self->received);
  });
  self = &all;
  all.plan();
  all.server.receive(naru::buffer(all.room), all.received);
  CHECK(all.ends(all.received));
  CHECK_FALSE(all.received.error());
  CHECK(all.received.result().bytes == three_bytes.size());
}

// The first part has come before the cancel is made, and the second one is not looked for by the
// receive that the cancel ends.
TEST_CASE("a_cancelled_read_says_what_came_while_the_function_ran") {
  naru::buffered_reader* cancelled = nullptr;
  limited_server* self = nullptr;
  limited_server all([&] {
    self->send(naru::buffer(three_bytes).first(1));
    cancelled->cancel();  // takes the first part
    self->send(naru::buffer(three_bytes).subspan(1));
  });
  self = &all;
  all.plan();
  std::array<std::byte, 8> storage{};
  naru::buffered_reader reader(all.server, naru::buffer(storage));
  cancelled = &reader;
  reader.read_until("\n", all.received);
  CHECK(all.ends(all.received));
  CHECK_FALSE(all.received.error());
  CHECK(all.received.result().bytes == three_bytes.size());
}

TEST_CASE("a_cancelled_datagram_receive_says_what_came_while_the_function_ran") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  const auto there = machine.make_proactor();
  const auto here = world.add_host("player").make_proactor();
  naru::udp_socket server(*there, {naru::address::any_v4(), 9'000});
  naru::udp_socket client(*here, {naru::address::any_v4(), 0});
  std::array<std::byte, 3> room{};
  noted sent;
  noted received;
  server.receive(naru::buffer(room), received);
  naru::post(*there, [&] {
    client.send_to(naru::buffer(three_bytes), {machine.address(), 9'000}, sent);
    world.spend(50ms);
    server.cancel(received);
  });
  world.run_for(1s);
  REQUIRE(received.is_done());
  CHECK_FALSE(received.error());
  CHECK(received.result().bytes == three_bytes.size());
}
