// The destinations and sources of datagrams: peers, families, groups, options.
#include "datagram_support.hpp"

#include <array>
#include <string>

using namespace contract;

namespace {

const naru::address group_v4 = naru::address::parse("239.255.77.77");

/// Returns true if somebody else's datagram reaches the socket: none should.
bool hears(naru::proactor& proactor, naru::udp_socket& socket, naru::udp_socket& stranger) {
  std::array<std::byte, 8> in{};
  auto received = std::make_unique<recorder>();
  socket.receive(naru::buffer(in), *received);
  const std::array<std::byte, 1> out{};
  CHECK_FALSE(send_to(proactor, stranger, naru::buffer(out), socket.local_endpoint()).error);
  run_for_a_while(proactor);
  socket.cancel(*received);
  if (!run_until(proactor, [&] { return received->completed(); })) {
    static_cast<void>(received.release());  // still pending
    return true;
  }
  return received->error() != std::errc::operation_canceled;
}

/// Returns true, with a message, if a socket cannot join a group on this machine.
bool refused_by_the_system(const std::error_code& error) {
  if (!error) return false;
  MESSAGE("skipped: the system refuses multicast here: " << error.message());
  return true;
}

}  // namespace

TEST_SUITE_BEGIN("datagrams");

TEST_CASE("a_closed_port_does_not_break_receiving") {
  std::array<std::byte, 8> in{};
  const std::array<std::byte, 2> out{};
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor, loopback());
  naru::udp_socket other(*proactor, loopback());
  const naru::endpoint nobody = unused_datagram_endpoint(*proactor);
  const auto result = finish(*proactor, [&](naru::operation& op) {
    const auto submission = socket.receive(naru::buffer(in), op);
    for (int i = 0; i < 3; ++i) {
      CHECK_FALSE(send_to(*proactor, socket, naru::buffer(out), nobody).error);
      run_for_a_while(*proactor);
    }
    CHECK_FALSE(send_to(*proactor, other, naru::buffer(out), socket.local_endpoint()).error);
    return submission;
  });
  CHECK_FALSE(result.error);
  CHECK(result.bytes == 2);
}

TEST_CASE("a_closed_port_does_not_break_a_connected_socket") {
  std::array<std::byte, 8> in{};
  const std::array<std::byte, 2> out{};
  recorder received;
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor, loopback());
  const naru::endpoint nobody = unused_datagram_endpoint(*proactor);
  REQUIRE_FALSE(socket.connect(nobody));
  socket.receive(naru::buffer(in), received);
  // Every other send meets the report that the one before it has caused.
  for (int i = 0; i < 4; ++i) {
    const auto sent =
        finish(*proactor, [&](naru::operation& op) { return socket.send(naru::buffer(out), op); });
    CHECK_FALSE(sent.error);
    run_for_a_while(*proactor);
  }
  CHECK_FALSE(received.completed());
  // Once more, without a pending receive.
  socket.cancel(received);
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK(received.error() == std::errc::operation_canceled);
  for (int i = 0; i < 4; ++i) {
    const auto sent =
        finish(*proactor, [&](naru::operation& op) { return socket.send(naru::buffer(out), op); });
    CHECK_FALSE(sent.error);
    run_for_a_while(*proactor);
  }
  // After somebody binds the port, everything works.
  naru::udp_socket somebody(*proactor, nobody);
  check_datagram(*proactor, somebody, socket);
}

TEST_CASE("connected_socket_filters") {
  std::array<std::byte, 8> in{};
  const std::array<std::byte, 3> out{};
  naru::endpoint source;
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor, loopback());
  naru::udp_socket peer(*proactor, loopback());
  naru::udp_socket stranger(*proactor, loopback());
  std::error_code error;
  CHECK(socket.remote_endpoint(error) == naru::endpoint());
  CHECK(error == std::errc::not_connected);
  REQUIRE_FALSE(socket.connect(peer.local_endpoint()));
  CHECK(socket.remote_endpoint() == peer.local_endpoint());
  CHECK_FALSE(hears(*proactor, socket, stranger));
  check_datagram(*proactor, peer, socket);
  const auto sent =
      finish(*proactor, [&](naru::operation& op) { return socket.send(naru::buffer(out), op); });
  CHECK(sent.bytes == 3);
  CHECK(receive_from(*proactor, peer, naru::buffer(in), source).bytes == 3);
  CHECK(source == socket.local_endpoint());
  CHECK(send_to(*proactor, socket, naru::buffer(out), stranger.local_endpoint()).error ==
        std::errc::already_connected);
  // A batch goes to the peer, whatever destinations it names.
  std::array<naru::outgoing_datagram, 2> batch;
  batch.fill({naru::buffer(out), naru::endpoint()});
  CHECK(finish(*proactor, [&](naru::operation& op) {
          return socket.send_batch(batch, op);
        }).bytes == 2);
  CHECK(receive(*proactor, peer, naru::buffer(in)).bytes == 3);
  CHECK(receive(*proactor, peer, naru::buffer(in)).bytes == 3);
  // Another peer.
  REQUIRE_FALSE(socket.connect(stranger.local_endpoint()));
  CHECK(socket.remote_endpoint() == stranger.local_endpoint());
  CHECK_FALSE(hears(*proactor, socket, peer));
  check_datagram(*proactor, stranger, socket);
}

TEST_CASE("an_unbound_socket_connects") {
  std::array<std::byte, 8> in{};
  const std::array<std::byte, 3> out{};
  const auto proactor = test_proactor();
  naru::udp_socket peer(*proactor, loopback());
  naru::udp_socket socket(*proactor);
  const auto refused =
      finish(*proactor, [&](naru::operation& op) { return socket.send(naru::buffer(out), op); });
  CHECK(refused.error == std::errc::not_connected);
  REQUIRE_FALSE(socket.connect(peer.local_endpoint()));
  const auto sent =
      finish(*proactor, [&](naru::operation& op) { return socket.send(naru::buffer(out), op); });
  CHECK_FALSE(sent.error);
  CHECK(receive(*proactor, peer, naru::buffer(in)).bytes == 3);
}

TEST_CASE("an_unspecified_destination_means_this_host") {
  std::array<std::byte, 8> in{};
  const std::array<std::byte, 3> out{};
  const auto proactor = test_proactor();
  naru::udp_socket server(*proactor, {naru::address::any_v4(), 0});
  naru::udp_socket client(*proactor);
  REQUIRE_FALSE(send_to(*proactor, client, naru::buffer(out), server.local_endpoint()).error);
  CHECK(receive(*proactor, server, naru::buffer(in)).bytes == 3);
}

TEST_CASE("bad_destinations_are_refused") {
  const std::array<std::byte, 3> out{};
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor, loopback());
  CHECK(send_to(*proactor, socket, naru::buffer(out), loopback()).error ==
        std::errc::invalid_argument);
  const naru::endpoint v6(naru::address::loopback_v6(), 9);
  CHECK(send_to(*proactor, socket, naru::buffer(out), v6).error ==
        std::errc::address_family_not_supported);
  CHECK(socket.connect(loopback()) == std::errc::invalid_argument);
  CHECK(socket.connect(v6) == std::errc::address_family_not_supported);
  const auto nowhere =
      finish(*proactor, [&](naru::operation& op) { return socket.send(naru::buffer(out), op); });
  CHECK(nowhere.error == std::errc::not_connected);
}

TEST_CASE("a_taken_port_is_refused") {
  const auto proactor = test_proactor();
  naru::udp_socket first(*proactor, loopback());
  naru::udp_socket second(*proactor);
  CHECK(second.bind(first.local_endpoint()) == std::errc::address_in_use);
  CHECK_FALSE(second.is_open());
  // Wine binds a datagram socket to an address that the host does not have.
  CHECK(one_of(second.bind(naru::endpoint::parse("192.0.2.1:0")),
               {std::errc::address_not_available, std::error_condition()}));
  const std::string name = first.local_endpoint().to_string();
  try {
    const naru::udp_socket third(*proactor, first.local_endpoint());
    FAIL("two sockets have one port");
  } catch (const std::system_error& error) {
    CHECK(error.code() == std::errc::address_in_use);
    CHECK(std::string(error.what()).find(name) != std::string::npos);
  }
}

TEST_CASE("a_shared_port") {
  naru::udp_options shared;
  shared.share_address = true;
  const auto proactor = test_proactor();
  naru::udp_socket first(*proactor, loopback(), shared);
  naru::udp_socket second(*proactor, first.local_endpoint(), shared);
  CHECK(second.local_endpoint() == first.local_endpoint());
  naru::udp_socket third(*proactor);
  CHECK(third.bind(first.local_endpoint()) == std::errc::address_in_use);
}

TEST_CASE("reuse_port_where_it_exists") {
  naru::udp_options spread;
  spread.reuse_port = true;
  const auto proactor = test_proactor();
  naru::udp_socket first(*proactor);
  if (const auto error = first.bind(loopback(), spread)) {
    CHECK(error == std::errc::operation_not_supported);
    return;
  }
  naru::udp_socket second(*proactor);
  CHECK_FALSE(second.bind(first.local_endpoint(), spread));
}

TEST_CASE("ipv6_only") {
  const std::array<std::byte, 1> out{};
  const auto proactor = test_proactor();
  if (!has_ipv6(*proactor)) return;
  naru::udp_options only;
  only.accept_ipv4 = false;
  naru::udp_socket server(*proactor, {naru::address::any_v6(), 0}, only);
  naru::udp_socket v6(*proactor, {naru::address::loopback_v6(), 0});
  naru::endpoint source;
  std::array<std::byte, 4> in{};
  const naru::endpoint to_v6(naru::address::loopback_v6(), server.local_endpoint().port());
  REQUIRE_FALSE(send_to(*proactor, v6, naru::buffer(out), to_v6).error);
  CHECK(receive_from(*proactor, server, naru::buffer(in), source).bytes == 1);
  CHECK(source == v6.local_endpoint());
  // IPv4 does not reach it, and it does not reach IPv4: there the port belongs to another socket.
  const naru::endpoint to_v4(naru::address::loopback_v4(), server.local_endpoint().port());
  CHECK(send_to(*proactor, server, naru::buffer(out), to_v4).error ==
        std::errc::address_family_not_supported);
  naru::udp_socket v4(*proactor);
  if (const auto taken = v4.bind(to_v4)) {
    MESSAGE("skipped: somebody has the port on IPv4: " << taken.message());
    return;
  }
  naru::udp_socket sender(*proactor);
  REQUIRE_FALSE(send_to(*proactor, sender, naru::buffer(out), to_v4).error);
  CHECK(receive(*proactor, v4, naru::buffer(in)).bytes == 1);
}

TEST_CASE("a_socket_for_both_families") {
  const std::array<std::byte, 2> out{};
  std::array<std::byte, 4> in{};
  naru::endpoint source;
  const auto proactor = test_proactor();
  if (!has_ipv6(*proactor)) return;
  naru::udp_socket server(*proactor, {naru::address::any_v6(), 0});
  naru::udp_socket v4(*proactor, loopback());
  naru::udp_socket v6(*proactor, {naru::address::loopback_v6(), 0});
  const std::uint16_t port = server.local_endpoint().port();
  REQUIRE_FALSE(
      send_to(*proactor, v4, naru::buffer(out), {naru::address::loopback_v4(), port}).error);
  REQUIRE_FALSE(receive_from(*proactor, server, naru::buffer(in), source).error);
  CHECK(source.address().is_v4_mapped());
  CHECK(source.address().unmapped() == naru::address::loopback_v4());
  CHECK(source.port() == v4.local_endpoint().port());
  // Back, by the mapped address and by the plain one.
  for (const naru::endpoint& to : {source, v4.local_endpoint()}) {
    REQUIRE_FALSE(send_to(*proactor, server, naru::buffer(out), to).error);
    CHECK(receive(*proactor, v4, naru::buffer(in)).bytes == 2);
  }
  REQUIRE_FALSE(
      send_to(*proactor, v6, naru::buffer(out), {naru::address::loopback_v6(), port}).error);
  REQUIRE_FALSE(receive_from(*proactor, server, naru::buffer(in), source).error);
  CHECK(source == v6.local_endpoint());
}

TEST_CASE("multicast_on_loopback") {
  std::array<std::byte, 200> in{};
  const bytes out = pattern(100);
  naru::udp_options shared;
  shared.share_address = true;
  const naru::address here = naru::address::loopback_v4();
  const auto proactor = test_proactor();
  naru::udp_socket first(*proactor, {naru::address::any_v4(), 0}, shared);
  const naru::endpoint port(naru::address::any_v4(), first.local_endpoint().port());
  naru::udp_socket second(*proactor, port, shared);
  naru::udp_socket sender(*proactor, loopback());
  if (refused_by_the_system(first.join(group_v4, here)) ||
      refused_by_the_system(second.join(group_v4, here)) ||
      refused_by_the_system(sender.set_multicast_interface(here))) {
    return;
  }
  CHECK_FALSE(sender.set_multicast_loop(true));
  CHECK_FALSE(sender.set_multicast_hops(1));
  const naru::endpoint to(group_v4, port.port());
  if (refused_by_the_system(send_to(*proactor, sender, naru::buffer(out), to).error)) return;
  for (naru::udp_socket* member : {&first, &second}) {
    CHECK(receive(*proactor, *member, naru::buffer(in)).bytes == out.size());
    CHECK(is_pattern(naru::buffer(in, out.size())));
  }
  // A socket that has left receives nothing; a socket that stays still receives.
  CHECK_FALSE(second.leave(group_v4, here));
  CHECK(one_of(second.leave(group_v4, here),
               {std::errc::address_not_available, std::errc::invalid_argument}));
  REQUIRE_FALSE(send_to(*proactor, sender, naru::buffer(out), to).error);
  CHECK(receive(*proactor, first, naru::buffer(in)).bytes == out.size());
}

TEST_CASE("bad_groups_are_refused") {
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor, loopback());
  CHECK(socket.join(naru::address::loopback_v4()) == std::errc::invalid_argument);
  CHECK(socket.join(naru::address::parse("ff02::1")) == std::errc::address_family_not_supported);
  CHECK(socket.join(group_v4, naru::address::loopback_v6()) == std::errc::invalid_argument);
  CHECK(socket.set_multicast_interface(naru::address::loopback_v6()) ==
        std::errc::address_family_not_supported);
}

TEST_CASE("broadcast_needs_permission") {
  const std::array<std::byte, 1> out{};
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor, {naru::address::any_v4(), 0});
  const naru::endpoint everybody = naru::endpoint::parse("255.255.255.255:9");
  const auto error = send_to(*proactor, socket, naru::buffer(out), everybody).error;
  if (error == std::errc::network_unreachable) {
    MESSAGE("skipped: this machine has no network to broadcast on");
    return;
  }
  CHECK(error == std::errc::permission_denied);
  CHECK_FALSE(socket.set_broadcast(true));
  CHECK(send_to(*proactor, socket, naru::buffer(out), everybody).error !=
        std::errc::permission_denied);
}

TEST_CASE("datagram_options") {
  if (!has_native_handles()) return;
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor);
  CHECK(socket.set_hops(3) == std::errc::bad_file_descriptor);
  naru::udp_options options;
  options.receive_buffer_size = 100'000;
  options.send_buffer_size = 100'000;
  REQUIRE_FALSE(socket.bind(loopback(), options));
  CHECK(socket.native_handle() != static_cast<naru::native_handle>(-1));
  CHECK_FALSE(socket.set_hops(3));
  CHECK(socket.set_hops(0) == std::errc::invalid_argument);
  CHECK(socket.set_hops(256) == std::errc::invalid_argument);
  CHECK_FALSE(socket.set_multicast_hops(0));
  CHECK(socket.set_multicast_hops(256) == std::errc::invalid_argument);
  std::error_code error;
  CHECK(socket.receive_buffer_size(error) >= 100'000);
  CHECK_FALSE(error);
  CHECK_FALSE(socket.set_receive_buffer_size(150'000));
  CHECK(socket.receive_buffer_size(error) >= 150'000);
  CHECK_FALSE(socket.set_send_buffer_size(150'000));
  CHECK(socket.send_buffer_size(error) >= 150'000);
  CHECK_FALSE(error);
  CHECK(socket.set_send_buffer_size(0) == std::errc::invalid_argument);
  options.receive_buffer_size = std::size_t{1} << 31U;
  CHECK(socket.bind(loopback(), options) == std::errc::invalid_argument);
  socket.close();
  CHECK(socket.native_handle() == static_cast<naru::native_handle>(-1));
  CHECK(socket.send_buffer_size(error) == 0);
  CHECK(error == std::errc::bad_file_descriptor);
}

TEST_CASE("options_of_an_ipv6_socket") {
  const auto proactor = test_proactor();
  if (!has_ipv6(*proactor)) return;
  naru::udp_socket socket(*proactor, {naru::address::any_v6(), 0});
  CHECK_FALSE(socket.set_hops(3));
  CHECK_FALSE(socket.set_multicast_hops(2));
  CHECK_FALSE(socket.set_multicast_loop(false));
  CHECK_FALSE(socket.set_multicast_interface(naru::address::any_v6()));
  CHECK(socket.join(group_v4) == std::errc::address_family_not_supported);
}

TEST_SUITE_END();
