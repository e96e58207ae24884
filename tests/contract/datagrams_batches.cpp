// Datagrams in batches.
#include "datagram_support.hpp"

#include <array>

using namespace contract;

TEST_SUITE_BEGIN("datagrams");

TEST_CASE("a_batch_of_one_datagram_is_received") {
  std::array<std::byte, 10> first{};
  std::array<std::byte, 10> second{};
  std::array<naru::datagram, 2> batch;
  batch[0].buffer = naru::buffer(first);
  batch[1].buffer = naru::buffer(second);
  const bytes out = pattern(5);
  const auto proactor = test_proactor();
  naru::udp_socket server(*proactor, loopback());
  naru::udp_socket client(*proactor, loopback());
  const auto result = finish(*proactor, [&](naru::operation& op) {
    const auto submission = server.receive_batch(batch, op);
    CHECK_FALSE(send_to(*proactor, client, naru::buffer(out), server.local_endpoint()).error);
    return submission;
  });
  CHECK_FALSE(result.error);
  CHECK(result.bytes == 1);
  CHECK(batch[0].size == 5);
  CHECK(is_pattern(batch[0].payload()));
  CHECK(batch[0].source == client.local_endpoint());
  CHECK_FALSE(batch[0].truncated);
}

TEST_CASE("batch_send_and_receive") {
  // The k-th datagram has k bytes, so that one is empty and the last are truncated.
  constexpr std::size_t count = 40;
  constexpr std::size_t room = 36;
  const bytes out = pattern(count);
  std::vector<std::array<std::byte, room>> in(count);
  std::vector<naru::datagram> incoming(count);
  std::vector<naru::outgoing_datagram> outgoing(count);
  const auto proactor = test_proactor();
  naru::udp_socket server(*proactor, loopback());
  naru::udp_socket client(*proactor, loopback());
  for (std::size_t i = 0; i < count; ++i) {
    incoming[i].buffer = naru::buffer(in[i]);
    outgoing[i] = {naru::buffer(out, i), server.local_endpoint()};
  }
  const auto sent =
      finish(*proactor, [&](naru::operation& op) { return client.send_batch(outgoing, op); });
  CHECK_FALSE(sent.error);
  CHECK(sent.bytes == count);
  std::size_t have = 0;
  while (have < count) {
    const auto result = finish(*proactor, [&](naru::operation& op) {
      return server.receive_batch(std::span(incoming).subspan(have), op);
    });
    REQUIRE_FALSE(result.error);
    REQUIRE(result.bytes >= 1);
    REQUIRE(result.bytes <= count - have);
    have += result.bytes;
  }
  for (std::size_t i = 0; i < count; ++i) {
    CAPTURE(i);
    CHECK(incoming[i].size == std::min(i, room));
    CHECK(incoming[i].truncated == (i > room));
    CHECK(incoming[i].source == client.local_endpoint());
    CHECK(is_pattern(incoming[i].payload()));
  }
}

TEST_CASE("a_batch_takes_what_is_there") {
  constexpr std::size_t count = 10;
  const bytes out = pattern(1);
  std::array<std::array<std::byte, 4>, count> in{};
  std::array<naru::datagram, count> incoming;
  for (std::size_t i = 0; i < count; ++i) incoming[i].buffer = naru::buffer(in[i]);
  const auto proactor = test_proactor();
  naru::udp_socket server(*proactor, loopback());
  naru::udp_socket client(*proactor);
  for (std::size_t i = 0; i < count; ++i) {
    REQUIRE_FALSE(send_to(*proactor, client, naru::buffer(out), server.local_endpoint()).error);
  }
  const auto result =
      finish(*proactor, [&](naru::operation& op) { return server.receive_batch(incoming, op); });
  CHECK_FALSE(result.error);
  CHECK(result.bytes == count);
}

TEST_CASE("datagrams_of_a_batch_stay_apart") {
  // Sizes and destinations in rows and in turns. A system that takes rows in one piece must cut
  // them up again. Some datagrams are empty, and some do not fit into a single packet.
  constexpr std::array<std::size_t, 16> sizes{64, 64,    64,    32,  64, 64,  0,  64,
                                              64, 1'400, 1'400, 800, 0,  256, 64, 9'000};
  const bytes out = pattern(9'000);
  bytes in(10'000);
  std::vector<naru::outgoing_datagram> outgoing;
  const auto proactor = test_proactor();
  naru::udp_socket one(*proactor, loopback());
  naru::udp_socket other(*proactor, loopback());
  naru::udp_socket client(*proactor, loopback());
  for (std::size_t i = 0; i < 4 * sizes.size(); ++i) {
    const auto& to = i / 5 % 3 == 2 ? other : one;
    outgoing.push_back({naru::buffer(out, sizes[i % sizes.size()]), to.local_endpoint()});
  }
  const auto sent =
      finish(*proactor, [&](naru::operation& op) { return client.send_batch(outgoing, op); });
  REQUIRE_FALSE(sent.error);
  CHECK(sent.bytes == outgoing.size());
  for (std::size_t i = 0; i < outgoing.size(); ++i) {
    CAPTURE(i);
    auto& at = outgoing[i].destination == other.local_endpoint() ? other : one;
    const auto came = receive(*proactor, at, naru::buffer(in));
    REQUIRE_FALSE(came.error);
    CHECK(came.bytes == outgoing[i].payload.size());
    CHECK(is_pattern(naru::buffer(in, came.bytes)));
  }
}

TEST_CASE("a_long_batch_is_sent_whole") {
  const std::size_t count = scaled(5'000);
  const bytes out = pattern(1);
  std::vector<naru::outgoing_datagram> outgoing;
  const auto proactor = test_proactor();
  naru::udp_socket sink(*proactor, loopback());  // never received from, so it may lose datagrams
  naru::udp_socket client(*proactor);
  outgoing.assign(count, {naru::buffer(out), sink.local_endpoint()});
  const auto sent =
      finish(*proactor, [&](naru::operation& op) { return client.send_batch(outgoing, op); });
  CHECK_FALSE(sent.error);
  CHECK(sent.bytes == count);
}

TEST_CASE("a_bad_datagram_ends_a_batch") {
  const bytes small = pattern(8);
  const bytes large(70'000);
  std::array<std::byte, 8> in{};
  std::array<naru::outgoing_datagram, 3> outgoing;
  const auto proactor = test_proactor();
  naru::udp_socket server(*proactor, loopback());
  naru::udp_socket client(*proactor, loopback());
  outgoing.fill({naru::buffer(small), server.local_endpoint()});
  outgoing[1].payload = naru::buffer(large);
  const auto send = [&](naru::operation& op) { return client.send_batch(outgoing, op); };
  const auto too_large = finish(*proactor, send);
  CHECK(too_large.error == std::errc::message_size);
  CHECK(too_large.bytes == 1);
  outgoing[1] = {naru::buffer(small), naru::endpoint(naru::address::loopback_v4(), 0)};
  const auto no_port = finish(*proactor, send);
  CHECK(no_port.error == std::errc::invalid_argument);
  CHECK(no_port.bytes == 1);
  CHECK(receive(*proactor, server, naru::buffer(in)).bytes == small.size());
  CHECK(receive(*proactor, server, naru::buffer(in)).bytes == small.size());
}

TEST_CASE("a_bad_datagram_ends_a_long_batch_wherever_it_stands") {
  // After this many the sender lets others have their turn; the next datagram is tried like the
  // first.
  constexpr std::size_t most = 64 * 16;
  const bytes small = pattern(1);
  const bytes large(70'000);
  recorder sent;
  std::vector<naru::outgoing_datagram> outgoing;
  const auto proactor = test_proactor();
  naru::udp_socket sink(*proactor, loopback());
  naru::udp_socket client(*proactor);
  outgoing.assign(most + 2, {naru::buffer(small), sink.local_endpoint()});
  outgoing[most].payload = naru::buffer(large);
  client.send_batch(outgoing, sent);
  REQUIRE(run_until_completed(*proactor, {&sent}));
  CHECK(sent.error() == std::errc::message_size);
  CHECK(sent.bytes() == most);
  run_for_a_while(*proactor);
  CHECK(sent.completions() == 1);
}

TEST_CASE("the_rest_of_a_batch_goes_to_the_peer_of_a_socket_that_connects") {
  constexpr std::size_t count = 64 * 20;  // more than leave before others have their turn
  const bytes out = pattern(1);
  std::array<std::byte, 1> in{};
  recorder sent;
  std::vector<naru::outgoing_datagram> outgoing;
  const auto proactor = test_proactor();
  naru::udp_socket sink(*proactor, loopback());
  naru::udp_socket peer(*proactor, loopback());
  naru::udp_socket client(*proactor, loopback());
  outgoing.assign(count, {naru::buffer(out), sink.local_endpoint()});
  CHECK(client.send_batch(outgoing, sent) == naru::submission::pending);
  REQUIRE_FALSE(client.connect(peer.local_endpoint()));
  REQUIRE(run_until_completed(*proactor, {&sent}));
  CHECK_FALSE(sent.error());
  CHECK(sent.bytes() == count);
  CHECK(receive(*proactor, peer, naru::buffer(in)).bytes == out.size());
}

TEST_CASE("empty_batches") {
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor, loopback());
  const auto sent = finish(*proactor, [&](naru::operation& op) {
    return socket.send_batch(std::span<const naru::outgoing_datagram>(), op);
  });
  CHECK_FALSE(sent.error);
  CHECK(sent.bytes == 0);
  const auto received = finish(*proactor, [&](naru::operation& op) {
    return socket.receive_batch(std::span<naru::datagram>(), op);
  });
  CHECK(received.error == std::errc::invalid_argument);
}

TEST_SUITE_END();
