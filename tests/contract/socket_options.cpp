// Options and native handles. naru checks the ranges; the effects are the system's affair.
#include "native_socket.hpp"
#include "support.hpp"

#include <array>
#include <limits>

using namespace contract;

TEST_SUITE_BEGIN("streams");

TEST_CASE("keep_alive_can_be_switched") {
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  naru::keep_alive_options options;
  CHECK_FALSE(pair.client.set_keep_alive(options));
  options.idle = 32'767s;
  options.interval = 1s;
  options.probes = 127;
  CHECK_FALSE(pair.client.set_keep_alive(options));
  CHECK_FALSE(pair.client.set_keep_alive_off());
  check_traffic(*proactor, pair.client, pair.server);
  pair.client.close();
  CHECK(pair.client.set_keep_alive(options) == std::errc::bad_file_descriptor);
  CHECK(pair.client.set_keep_alive_off() == std::errc::bad_file_descriptor);
}

TEST_CASE("keep_alive_out_of_range_is_refused") {
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const auto refused = [&](std::chrono::seconds idle, std::chrono::seconds interval, int probes) {
    naru::keep_alive_options options;
    options.idle = idle;
    options.interval = interval;
    options.probes = probes;
    return pair.client.set_keep_alive(options) == std::errc::invalid_argument;
  };
  CHECK(refused(0s, 1s, 1));
  CHECK(refused(32'768s, 1s, 1));
  CHECK(refused(1s, -1s, 1));
  CHECK(refused(1s, 32'768s, 1));
  CHECK(refused(1s, 1s, 0));
  CHECK(refused(1s, 1s, 128));
}

TEST_CASE("linger_of_zero_resets") {
  std::array<std::byte, 8> storage{};
  recorder received;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  CHECK(pair.client.set_linger(-1s) == std::errc::invalid_argument);
  CHECK(pair.client.set_linger(65'536s) == std::errc::invalid_argument);
  CHECK_FALSE(pair.client.set_linger(1s));
  CHECK_FALSE(pair.client.set_linger(std::nullopt));
  CHECK_FALSE(pair.client.set_linger(0s));
  pair.server.receive(naru::buffer(storage), received);
  proactor->run_for(5ms);
  pair.client.close();
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK(received.error() == std::errc::connection_reset);
}

TEST_CASE("buffer_sizes_can_be_set_and_read") {
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  std::error_code error;
  CHECK_FALSE(pair.client.set_send_buffer_size(65'536));
  CHECK(pair.client.send_buffer_size(error) >= 65'536);
  CHECK_FALSE(error);
  CHECK_FALSE(pair.client.set_receive_buffer_size(65'536));
  CHECK(pair.client.receive_buffer_size(error) >= 65'536);
  CHECK_FALSE(error);
  constexpr std::size_t too_much = std::size_t{std::numeric_limits<int>::max()} + 1;
  CHECK(pair.client.set_send_buffer_size(0) == std::errc::invalid_argument);
  CHECK(pair.client.set_receive_buffer_size(too_much) == std::errc::invalid_argument);
  check_traffic(*proactor, pair.client, pair.server);
  pair.client.close();
  CHECK(pair.client.send_buffer_size(error) == 0);
  CHECK(error == std::errc::bad_file_descriptor);
}

TEST_CASE("an_unconnected_stream_has_no_options") {
  const auto proactor = test_proactor();
  naru::tcp_stream stream(*proactor);
  std::error_code error;
  CHECK(stream.set_no_delay(true) == std::errc::not_connected);
  CHECK(stream.set_keep_alive({}) == std::errc::not_connected);
  CHECK(stream.set_linger(0s) == std::errc::not_connected);
  CHECK(stream.set_send_buffer_size(1'000) == std::errc::not_connected);
  CHECK(stream.receive_buffer_size(error) == 0);
  CHECK(error == std::errc::not_connected);
  CHECK(stream.native_handle() == static_cast<naru::native_handle>(-1));
}

TEST_CASE("native_handles_while_open") {
  if (!has_native_handles()) return;
  constexpr auto none = static_cast<naru::native_handle>(-1);
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  CHECK(pair.client.native_handle() != none);
  CHECK(pair.client.native_handle() != pair.server.native_handle());
  naru::tcp_listener listener(*proactor);
  CHECK(listener.native_handle() == none);
  CHECK_FALSE(listener.listen(loopback()));
  CHECK(listener.native_handle() != none);
  listener.close();
  CHECK(listener.native_handle() == none);
  pair.client.close();
  CHECK(pair.client.native_handle() == none);
}

TEST_CASE("a_native_socket_is_adopted") {
  if (!has_native_handles()) return;
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_stream server(*proactor);
  naru::tcp_stream adopted(*proactor);
  native_socket native(native_socket::kind::stream);
  REQUIRE(native.connect(listener.local_endpoint()));
  CHECK_FALSE(accept(*proactor, listener, server).error);
  REQUIRE_FALSE(adopted.adopt(native.get()));
  native.leave();
  CHECK(adopted.is_open());
  CHECK(adopted.remote_endpoint() == listener.local_endpoint());
  CHECK(adopted.local_endpoint() == server.remote_endpoint());
  check_traffic(*proactor, adopted, server);
}

TEST_CASE("what_does_not_listen_is_not_adopted_by_a_listener") {
  if (!has_native_handles()) return;
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  const naru::endpoint before = listener.local_endpoint();
  native_socket unbound(native_socket::kind::stream);
  native_socket datagram(native_socket::kind::datagram);
  CHECK(listener.adopt(unbound.get()) == std::errc::invalid_argument);
  CHECK(listener.adopt(datagram.get()) == std::errc::wrong_protocol_type);
  CHECK(one_of(listener.adopt(static_cast<naru::native_handle>(-1)),
               {std::errc::bad_file_descriptor, std::errc::not_a_socket}));
  CHECK(listener.adopt(unbound.get(), {.accepts_outstanding = 0}) == std::errc::invalid_argument);
  CHECK(unbound.is_open());
  CHECK(datagram.is_open());
  naru::tcp_stream client(*proactor);
  naru::tcp_stream server(*proactor);
  CHECK(listener.local_endpoint() == before);  // it goes on as before
  CHECK_FALSE(connect(*proactor, client, before).error);
  CHECK_FALSE(accept(*proactor, listener, server).error);
}

TEST_CASE("what_is_no_connected_stream_socket_is_not_adopted") {
  if (!has_native_handles()) return;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  native_socket unconnected(native_socket::kind::stream);
  native_socket datagram(native_socket::kind::datagram);
  CHECK(pair.client.adopt(unconnected.get()) == std::errc::not_connected);
  CHECK(pair.client.adopt(datagram.get()) == std::errc::wrong_protocol_type);
  CHECK(one_of(pair.client.adopt(static_cast<naru::native_handle>(-1)),
               {std::errc::bad_file_descriptor, std::errc::not_a_socket}));
  CHECK(unconnected.is_open());
  CHECK(datagram.is_open());
  check_traffic(*proactor, pair.client, pair.server);  // as before
}

TEST_CASE("a_released_handle_is_the_callers") {
  if (!has_native_handles()) return;
  std::array<std::byte, 1> storage{};
  recorder received;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  std::error_code error;
  pair.client.receive(naru::buffer(storage), received);
  CHECK(pair.client.release(error) == static_cast<naru::native_handle>(-1));
  CHECK(error == naru::error::operation_already_pending);
  pair.client.cancel();
  REQUIRE(run_until_completed(*proactor, {&received}));

  const naru::native_handle handle = pair.client.release(error);
  if (error == std::errc::operation_not_supported) {
    MESSAGE("skipped: this system cannot part a handle from its completion port");
    return;
  }
  REQUIRE_FALSE(error);
  const native_socket released(handle);
  CHECK_FALSE(pair.client.is_open());
  CHECK(receive(*proactor, pair.client, naru::buffer(storage)).error == std::errc::not_connected);
  CHECK(released.is_open());
  CHECK(released.send(std::byte{7}));
  CHECK_FALSE(receive(*proactor, pair.server, naru::buffer(storage)).error);
  CHECK(storage[0] == std::byte{7});
  CHECK(pair.client.release(error) == static_cast<naru::native_handle>(-1));
  CHECK(error == std::errc::not_connected);
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("connect_accept");

TEST_CASE("two_listeners_share_a_port_where_the_system_can") {
  const auto proactor = test_proactor();
  naru::listen_options options;
  options.reuse_port = true;
  naru::tcp_listener first(*proactor);
  naru::tcp_listener second(*proactor);
  const std::error_code error = first.listen(loopback(), options);
  if (error == std::errc::operation_not_supported) {
    MESSAGE("skipped: this system has no SO_REUSEPORT");
    return;
  }
  REQUIRE_FALSE(error);
  CHECK_FALSE(second.listen(first.local_endpoint(), options));
  naru::tcp_listener alone(*proactor);
  CHECK(alone.listen(first.local_endpoint()) == std::errc::address_in_use);
}

TEST_CASE("child_processes_inherit_no_socket") {
  if (!has_native_handles()) return;
  const auto proactor = test_proactor();
  const auto other = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  CHECK_FALSE(is_inherited(listener.native_handle()));
  for (naru::proactor* const home : {proactor.get(), other.get()}) {
    naru::tcp_stream client(*proactor);
    naru::tcp_stream server(*home);
    REQUIRE_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
    REQUIRE_FALSE(accept(*proactor, listener, server).error);
    CHECK_FALSE(is_inherited(client.native_handle()));
    CHECK_FALSE(is_inherited(server.native_handle()));
  }
  const naru::udp_socket datagrams(*proactor, loopback());
  CHECK_FALSE(is_inherited(datagrams.native_handle()));
}

TEST_CASE("an_address_that_may_not_be_reused_can_be_listened_on") {
  const auto proactor = test_proactor();
  naru::listen_options options;
  options.reuse_address = false;
  naru::tcp_listener first(*proactor);
  CHECK_FALSE(first.listen(loopback(), options));
  naru::tcp_listener second(*proactor);
  CHECK(second.listen(first.local_endpoint(), options) == std::errc::address_in_use);
}

TEST_SUITE_END();
