// Sending and receiving datagrams.
#include "datagram_support.hpp"

#include <array>
#include <deque>
#include <limits>

using namespace contract;

TEST_SUITE_BEGIN("datagrams");

TEST_CASE("source_address") {
  const bytes out = pattern(32);
  std::array<std::byte, 64> in{};
  naru::endpoint source;
  const auto proactor = test_proactor();
  naru::udp_socket server(*proactor, loopback());
  naru::udp_socket client(*proactor, loopback());
  CHECK(server.local_endpoint().port() != 0);
  REQUIRE_FALSE(send_to(*proactor, client, naru::buffer(out), server.local_endpoint()).error);
  const naru::io_result result = receive_from(*proactor, server, naru::buffer(in), source);
  REQUIRE_FALSE(result.error);
  CHECK(result.bytes == out.size());
  CHECK(is_pattern(naru::buffer(in, result.bytes)));
  CHECK(source == client.local_endpoint());
  // And back, to the sender.
  REQUIRE_FALSE(send_to(*proactor, server, naru::buffer(in, 7), source).error);
  CHECK(receive_from(*proactor, client, naru::buffer(in), source).bytes == 7);
  CHECK(source == server.local_endpoint());
}

TEST_CASE("an_unbound_socket_binds_when_it_sends") {
  const auto proactor = test_proactor();
  naru::udp_socket server(*proactor, loopback());
  naru::udp_socket client(*proactor);
  CHECK_FALSE(client.is_open());
  std::error_code error;
  CHECK(client.local_endpoint(error) == naru::endpoint());
  CHECK(error == std::errc::bad_file_descriptor);
  check_datagram(*proactor, client, server);
  CHECK(client.is_open());
  CHECK(client.local_endpoint().port() != 0);
}

TEST_CASE("receive_on_an_unbound_socket_is_refused") {
  std::array<std::byte, 8> in{};
  std::array<naru::datagram, 2> batch;
  naru::endpoint source;
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor);
  CHECK(receive(*proactor, socket, naru::buffer(in)).error == std::errc::invalid_argument);
  CHECK(receive_from(*proactor, socket, naru::buffer(in), source).error ==
        std::errc::invalid_argument);
  const auto refused =
      finish(*proactor, [&](naru::operation& op) { return socket.receive_batch(batch, op); });
  CHECK(refused.error == std::errc::invalid_argument);
  CHECK_FALSE(socket.is_open());
  socket.cancel();
  socket.close();
}

TEST_CASE("several_receives_outstanding") {
  constexpr std::size_t count = 100;
  std::vector<std::size_t> order;
  std::array<std::array<std::byte, 4>, count> in{};
  std::array<naru::endpoint, count> sources;
  std::deque<recorder> received;
  for (std::size_t i = 0; i < count; ++i) {
    received.emplace_back([&order, i](naru::io_result) { order.push_back(i); });
  }
  const auto proactor = test_proactor();
  naru::udp_socket server(*proactor, loopback());
  naru::udp_socket client(*proactor, loopback());
  for (std::size_t i = 0; i < count; ++i) {
    CHECK(server.receive_from(naru::buffer(in[i]), sources[i], received[i]) ==
          naru::submission::pending);
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::array payload{static_cast<std::byte>(i), std::byte{1}};
    REQUIRE_FALSE(send_to(*proactor, client, naru::buffer(payload), server.local_endpoint()).error);
  }
  REQUIRE(run_until(*proactor, [&] { return all_completed(received); }));
  CHECK(std::is_sorted(order.begin(), order.end()));
  for (std::size_t i = 0; i < count; ++i) {
    CHECK_FALSE(received[i].error());
    CHECK(received[i].bytes() == 2);
    CHECK(in[i][0] == static_cast<std::byte>(i));  // loopback keeps the order
    CHECK(sources[i] == client.local_endpoint());
  }
}

TEST_CASE("several_sends_outstanding") {
  constexpr std::size_t count = 50;
  const bytes out = pattern(count);
  std::array<std::byte, 8> in{};
  std::deque<recorder> sent(count);
  const auto proactor = test_proactor();
  naru::udp_socket server(*proactor, loopback());
  naru::udp_socket client(*proactor);
  for (std::size_t i = 0; i < count; ++i) {
    client.send_to(naru::buffer(out).subspan(i, 1), server.local_endpoint(), sent[i]);
  }
  REQUIRE(run_until(*proactor, [&] { return all_completed(sent); }));
  for (std::size_t i = 0; i < count; ++i) {
    CHECK_FALSE(sent[i].error());
    REQUIRE(receive(*proactor, server, naru::buffer(in)).bytes == 1);
    CHECK(in[0] == out[i]);
  }
}

TEST_CASE("a_datagram_is_gathered_from_buffers") {
  const bytes out = pattern(60);
  std::array<std::byte, 100> in{};
  const auto proactor = test_proactor();
  naru::udp_socket server(*proactor, loopback());
  naru::udp_socket client(*proactor);
  const std::array<naru::const_buffer, 4> parts{std::span(out).first(10), naru::const_buffer(),
                                                std::span(out).subspan(10, 1),
                                                std::span(out).subspan(11)};
  const auto sent = finish(*proactor, [&](naru::operation& op) {
    return client.send_to(parts, server.local_endpoint(), op);
  });
  CHECK_FALSE(sent.error);
  CHECK(sent.bytes == out.size());
  CHECK(receive(*proactor, server, naru::buffer(in)).bytes == out.size());
  CHECK(is_pattern(naru::buffer(in, out.size())));

  const std::vector<naru::const_buffer> too_many(naru::udp_socket::buffers_max + 1,
                                                 naru::const_buffer(out));
  const auto refused = finish(*proactor, [&](naru::operation& op) {
    return client.send_to(too_many, server.local_endpoint(), op);
  });
  CHECK(refused.error == std::errc::invalid_argument);
}

TEST_CASE("truncation_is_reported") {
  const bytes out = pattern(100);
  std::array<std::byte, 10> small{};
  std::array<std::byte, 200> large{};
  naru::endpoint source;
  const auto proactor = test_proactor();
  naru::udp_socket server(*proactor, loopback());
  naru::udp_socket client(*proactor, loopback());
  const auto check_small = [&](const naru::io_result& result) {
    CHECK(result.error == std::errc::message_size);
    CHECK(result.bytes == small.size());
    CHECK(is_pattern(naru::buffer(small)));
    CHECK(source == client.local_endpoint());
    small = {};
    source = {};
  };
  // Once the datagram is there already, and once the receive waits for it.
  REQUIRE_FALSE(send_to(*proactor, client, naru::buffer(out), server.local_endpoint()).error);
  check_small(receive_from(*proactor, server, naru::buffer(small), source));
  check_small(finish(*proactor, [&](naru::operation& op) {
    const auto submission = server.receive_from(naru::buffer(small), source, op);
    CHECK_FALSE(send_to(*proactor, client, naru::buffer(out), server.local_endpoint()).error);
    return submission;
  }));
  // The rest is lost, and the next one is whole.
  REQUIRE_FALSE(send_to(*proactor, client, naru::buffer(out), server.local_endpoint()).error);
  CHECK(receive_from(*proactor, server, naru::buffer(large), source).bytes == out.size());
  CHECK(is_pattern(naru::buffer(large, out.size())));
}

TEST_CASE("too_big_is_an_error") {
  recorder sent;
  recorder sent_again;
  const bytes out(70'000);  // more than any IP packet holds
  const auto proactor = test_proactor();
  naru::udp_socket server(*proactor, loopback());
  naru::udp_socket client(*proactor);
  client.send_to(naru::buffer(out), server.local_endpoint(), sent);
  REQUIRE(run_until_completed(*proactor, {&sent}));
  CHECK(sent.error() == std::errc::message_size);
  CHECK(sent.bytes() == 0);
  // Once, though some systems report it twice; and the socket goes on.
  run_for_a_while(*proactor);
  CHECK(sent.completions() == 1);
  check_datagram(*proactor, client, server);
  client.send_to(naru::buffer(out), server.local_endpoint(), sent_again);
  check_datagram(*proactor, client, server);
  CHECK(sent_again.completions() == 1);
}

TEST_CASE("a_size_that_32_bits_cannot_count_is_an_error") {
  // Their lower 32 bits alone would fit. The memory that does not exist is not read, because the
  // size is checked first.
  constexpr std::size_t half = std::numeric_limits<std::size_t>::max() / 2 + 1;
  const std::array<std::byte, 10> out{};
  const naru::const_buffer huge(out.data(), half + out.size());
  const std::array two_huge{huge, huge};
  const auto proactor = test_proactor();
  naru::udp_socket server(*proactor, loopback());
  naru::udp_socket client(*proactor, loopback());
  const naru::endpoint peer = server.local_endpoint();
  CHECK(send_to(*proactor, client, huge, peer).error == std::errc::message_size);
  CHECK(finish(*proactor, [&](naru::operation& op) {
          return client.send_to(two_huge, peer, op);
        }).error == std::errc::message_size);
  const std::array<naru::outgoing_datagram, 2> batch{{{naru::buffer(out), peer}, {huge, peer}}};
  const auto sent =
      finish(*proactor, [&](naru::operation& op) { return client.send_batch(batch, op); });
  CHECK(sent.error == std::errc::message_size);
  CHECK(sent.bytes == 1);
}

TEST_CASE("a_large_datagram_arrives_whole") {
  const bytes out = pattern(8'192);
  bytes in(65'536);
  const auto proactor = test_proactor();
  naru::udp_socket server(*proactor, loopback());
  naru::udp_socket client(*proactor);
  REQUIRE_FALSE(send_to(*proactor, client, naru::buffer(out), server.local_endpoint()).error);
  const auto result = receive(*proactor, server, naru::buffer(in));
  CHECK_FALSE(result.error);
  CHECK(result.bytes == out.size());
  CHECK(is_pattern(std::span(in).first(result.bytes)));
}

TEST_CASE("empty_datagram") {
  std::array<std::byte, 10> in{};
  naru::endpoint source;
  const auto proactor = test_proactor();
  naru::udp_socket server(*proactor, loopback());
  naru::udp_socket client(*proactor, loopback());
  const auto sent = send_to(*proactor, client, naru::const_buffer(), server.local_endpoint());
  CHECK_FALSE(sent.error);
  CHECK(sent.bytes == 0);
  const auto received = receive_from(*proactor, server, naru::buffer(in), source);
  CHECK_FALSE(received.error);
  CHECK(received.bytes == 0);
  CHECK(source == client.local_endpoint());
  // And while the receive waits for it.
  const auto waited = finish(*proactor, [&](naru::operation& op) {
    const auto submission = server.receive_from(naru::buffer(in), source, op);
    CHECK_FALSE(send_to(*proactor, client, naru::const_buffer(), server.local_endpoint()).error);
    return submission;
  });
  CHECK_FALSE(waited.error);
  CHECK(waited.bytes == 0);
}

TEST_CASE("a_receive_without_room_waits_and_takes_nothing") {
  recorder waited;
  const auto proactor = test_proactor();
  naru::udp_socket server(*proactor, loopback());
  naru::udp_socket client(*proactor);
  std::array<std::byte, 100> in{};
  server.receive(naru::mutable_buffer(), waited);
  run_for_a_while(*proactor);
  CHECK_FALSE(waited.completed());
  const bytes out = pattern(100);
  for (const std::size_t size : {std::size_t{100}, std::size_t{0}}) {
    REQUIRE_FALSE(
        send_to(*proactor, client, naru::buffer(out, size), server.local_endpoint()).error);
    REQUIRE(run_until_completed(*proactor, {&waited}));
    CHECK_FALSE(waited.error());
    CHECK(waited.bytes() == 0);
    // Completes at once while the datagram is there; and the datagram is still there afterwards.
    CHECK_FALSE(receive(*proactor, server, naru::mutable_buffer()).error);
    const auto result = receive(*proactor, server, naru::buffer(in));
    CHECK_FALSE(result.error);
    CHECK(result.bytes == size);
  }
}

TEST_SUITE_END();
