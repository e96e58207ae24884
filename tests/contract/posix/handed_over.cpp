// A listening socket that one listener or server hands over to another by a duplicate of its
// handle.
#include "failing_memory.hpp"
#include "native_socket.hpp"
#include "sessions.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <optional>
#include <string>
#include <system_error>
#include <thread>

#include "socket_path.hpp"

using namespace contract;

namespace {

naru::native_handle duplicate_of(naru::native_handle handle) {
  const int duplicate = ::dup(static_cast<int>(handle));
  REQUIRE(duplicate >= 0);
  return static_cast<naru::native_handle>(duplicate);
}

/// A server that adopts `listening`, and sends each message back.
struct echo_stage {
  echo_stage(naru::proactor& proactor, std::optional<naru::native_handle> listening)
      : server(proactor, options(listening),
               [this] { return std::make_shared<echoing_session>(written); }) {
    server.start();
  }
  static naru::server_options options(std::optional<naru::native_handle> listening) {
    naru::server_options with = with_limits({});
    with.listening_handle = listening;
    return with;
  }

  journal written;
  naru::server<echoing_session> server;
};

}  // namespace

TEST_SUITE_BEGIN("connect_accept");

TEST_CASE("a_listener_adopts_a_socket_that_listens") {
  if (!has_native_handles()) return;
  const auto proactor = test_proactor();
  naru::tcp_listener first(*proactor, loopback());
  const naru::endpoint address = first.local_endpoint();
  native_socket handed(duplicate_of(first.native_handle()));
  naru::tcp_listener second(*proactor);
  REQUIRE_FALSE(second.adopt(handed.get()));
  handed.leave();
  CHECK(second.local_endpoint() == address);
  CHECK_FALSE(is_inherited(second.native_handle()));
  first.close();
  for (int i = 0; i < 3; ++i) {
    naru::tcp_stream client(*proactor);
    naru::tcp_stream server(*proactor);
    CHECK_FALSE(connect(*proactor, client, address).error);
    CHECK_FALSE(accept(*proactor, second, server).error);
    check_traffic(*proactor, client, server);
  }
  second.close();
  proactor->run();
  naru::tcp_stream late(*proactor);
  CHECK(connect(*proactor, late, address).error == std::errc::connection_refused);
}

TEST_CASE("a_listener_of_another_family_is_not_adopted") {
  if (!has_native_handles()) return;
  const auto proactor = test_proactor();
  const socket_path path;
  naru::unix_listener local(*proactor, path.endpoint());
  naru::tcp_listener tcp(*proactor, loopback());
  naru::tcp_listener other(*proactor);
  naru::unix_listener other_local(*proactor);
  CHECK(other.adopt(local.native_handle()) == std::errc::address_family_not_supported);
  CHECK(other_local.adopt(tcp.native_handle()) == std::errc::address_family_not_supported);
  native_socket handed(duplicate_of(local.native_handle()));
  REQUIRE_FALSE(other_local.adopt(handed.get()));
  handed.leave();
  local.close();
  CHECK(other_local.is_open());
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("sessions");

TEST_CASE("a_server_goes_on_with_the_listening_socket_of_another_and_no_connection_is_lost") {
  if (!runs_on_threads()) return;
  const std::size_t clients = scaled(400);
  const auto proactor = test_proactor();
  std::optional<echo_stage> old_one(std::in_place, *proactor, std::nullopt);
  std::optional<echo_stage> new_one;
  const naru::endpoint address = old_one->server.local_endpoint();
  std::atomic<std::size_t> answered = 0;
  {
    naru::worker_pool workers(*proactor, 2);
    std::thread crowd([&] {
      for (std::size_t i = 0; i < clients; ++i) {
        peer first(*proactor, address);
        peer second(*proactor, address);
        const std::string text = "client " + std::to_string(i);
        if (first.send(text) && second.send(text)) {
          if (first.receive() == text && second.receive() == text) ++answered;
        }
      }
    });
    CHECK(run_until(*proactor, [&] { return answered >= clients / 4; }, 30s));
    // The new one begins first, and then the old one ends.
    new_one.emplace(*proactor, duplicate_of(old_one->server.listening_handle()));
    CHECK(run_until(*proactor, [&] { return answered >= clients / 2; }, 30s));
    recorder ended;
    old_one->server.stop_accepting(ended);
    CHECK(run_until(*proactor, [&] { return ended.completed(); }));
    CHECK(run_until(*proactor, [&] { return old_one->server.size() == 0; }, 30s));
    recorder stopped;
    old_one->server.stop(5s, stopped);
    CHECK(run_until(*proactor, [&] { return stopped.completed(); }));
    old_one.reset();
    crowd.join();
  }
  proactor->restart();
  CHECK(answered == clients);
  CHECK(new_one->written.connections() > 0);
  CHECK(new_one->server.local_endpoint() == address);
  CHECK(new_one->server.counters().refused == 0);
}

TEST_CASE("connections_that_were_accepted_before_a_server_stops_accepting_are_served") {
  if (!has_native_handles()) return;
  const auto proactor = test_proactor();
  echo_stage scene(*proactor, std::nullopt);
  const naru::endpoint address = scene.server.local_endpoint();
  native_socket waiting(native_socket::kind::stream);
  REQUIRE(waiting.connect(address));
  peer other(*proactor, address);
  REQUIRE(other.send("hello"));
  CHECK(other.receive() == "hello");
  recorder ended;
  scene.server.stop_accepting(ended);
  CHECK(static_cast<int>(scene.server.listening_handle()) == -1);
  REQUIRE(other.send("again"));
  CHECK(other.receive() == "again");
  CHECK(run_until(*proactor, [&] { return scene.written.connections() == 2; }));
  naru::tcp_stream late(*proactor);
  CHECK(connect(*proactor, late, address).error == std::errc::connection_refused);
  CHECK(run_until(*proactor, [&] { return ended.completed(); }));
  recorder stopped;
  scene.server.stop(0s, stopped);
  CHECK(run_until(*proactor, [&] { return stopped.completed(); }));
}

TEST_CASE("a_server_that_cannot_adopt_a_socket_says_so_and_leaves_it") {
  if (!has_native_handles()) return;
  const auto proactor = test_proactor();
  native_socket unbound(native_socket::kind::stream);
  CHECK_THROWS_WITH_AS(echo_stage(*proactor, unbound.get()),
                       doctest::Contains("cannot adopt the listening socket"), std::system_error);
  CHECK(unbound.is_open());
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("failing_memory");

TEST_CASE("a_server_without_memory_leaves_the_socket_that_it_was_to_adopt") {
  if (!has_native_handles()) return;
  const std::size_t points = fail_each_allocation([](std::size_t before) {
    const auto proactor = test_proactor();
    journal written;
    naru::tcp_listener first(*proactor, loopback());
    native_socket handed(duplicate_of(first.native_handle()));
    const naru::server_options options = echo_stage::options(handed.get());
    std::optional<naru::server<echoing_session>> made;
    bool felt = false;
    {
      const heap_shortage shortage(before);
      try {
        made.emplace(*proactor, options,
                     [&written] { return std::make_shared<echoing_session>(written); });
      } catch (const std::exception&) {
        // The handle tells whether it is the caller's.
      }
      felt = shortage.felt();
    }
    CHECK(handed.is_open());
    if (made) handed.leave();
    return felt;
  });
  CHECK(points > 0);
}

TEST_SUITE_END();
