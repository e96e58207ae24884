// A cancel that comes after the bytes, but before any thread has looked: the result tells that
// they moved (rule 6). No thread runs the proactor between the start and the cancel. A system may
// take its time to complete what it holds. So each case has several rounds, with new sockets, and
// one of them must succeed.
#include "rounds.hpp"
#include "support.hpp"

#include <array>
#include <memory>

using namespace contract;

namespace {

/// A connection between two proactors, so that one end can be served while the other is not.
struct divided_pair {
  divided_pair(naru::proactor& here, naru::proactor& there) : client(here), server(there) {
    naru::tcp_listener listener(here, loopback());
    auto accepted = std::make_unique<recorder>();
    auto connected = std::make_unique<recorder>();
    listener.accept(server, *accepted);
    client.connect(listener.local_endpoint(), *connected);
    const bool ended = run_until(here, [&] {
      there.poll();
      return accepted->completed() && connected->completed();
    });
    CHECK(ended);
    if (ended) return;
    static_cast<void>(accepted.release());  // still pending
    static_cast<void>(connected.release());
  }

  naru::tcp_stream client;
  naru::tcp_stream server;
};

/// Sends until one send has to wait. Returns how many have ended before; the waiting one is
/// pending in `op`.
std::size_t fill(naru::proactor& proactor, naru::tcp_stream& stream, naru::const_buffer piece,
                 recorder& op) {
  constexpr std::size_t most = 4'096;
  for (std::size_t ended = 0; ended < most; ++ended) {
    stream.send(piece, op);
    proactor.poll();
    if (op.pending()) return ended;
  }
  return most;
}

/// True if that many bytes have come.
bool drain(naru::proactor& proactor, naru::tcp_stream& stream, std::size_t bytes) {
  std::vector<std::byte> storage(256 * 1024);
  while (bytes != 0) {
    const auto most = std::min(bytes, storage.size());
    const auto result = receive(proactor, stream, naru::buffer(storage, most));
    if (result.error) return false;
    bytes -= result.bytes;
  }
  return true;
}

}  // namespace

TEST_SUITE_BEGIN("stalls");

TEST_CASE("a_cancelled_receive_whose_bytes_came_says_so") {
  constexpr std::array<std::byte, 2> message{};
  CHECK(one_round_succeeds([&](std::chrono::milliseconds time) {
    std::array<std::byte, 2> storage{};
    recorder received;
    recorder sent;
    const auto proactor = test_proactor();
    connected_pair pair(*proactor);
    pair.client.receive(naru::buffer(storage), received);
    pair.server.send(naru::buffer(message), sent);
    hold_up(time);
    pair.client.cancel(received);
    CHECK(run_until_completed(*proactor, {&received, &sent}));
    return !received.error() && received.bytes() == message.size();
  }));
}

TEST_CASE("a_cancelled_exact_receive_whose_bytes_came_says_so") {
  constexpr std::array<std::byte, 2> message{};
  CHECK(one_round_succeeds([&](std::chrono::milliseconds time) {
    std::array<std::byte, 3> storage{};
    recorder received;
    recorder sent;
    const auto proactor = test_proactor();
    connected_pair pair(*proactor);
    // A part of the bytes does not make it a success.
    pair.client.receive_exactly(naru::buffer(storage), received);
    pair.server.send(naru::buffer(message), sent);
    hold_up(time);
    pair.client.cancel(naru::direction::receive);
    CHECK(run_until_completed(*proactor, {&received, &sent}));
    CHECK(received.error() == std::errc::operation_canceled);
    return received.bytes() == message.size();
  }));
}

TEST_CASE("a_cancelled_datagram_receive_whose_datagram_came_says_so") {
  constexpr std::array<std::byte, 2> message{};
  for (const bool all_at_once : {false, true}) {
    CAPTURE(all_at_once);
    CHECK(one_round_succeeds([&](std::chrono::milliseconds time) {
      std::array<std::byte, 2> storage{};
      recorder received;
      recorder waiting;
      recorder sent;
      const auto proactor = test_proactor();
      naru::udp_socket receiver(*proactor, loopback());
      naru::udp_socket sender(*proactor, loopback());
      receiver.receive(naru::buffer(storage), received);
      receiver.receive(naru::buffer(storage), waiting);  // waits for a byte that does not come
      sender.send_to(naru::buffer(message), receiver.local_endpoint(), sent);
      hold_up(time);
      if (all_at_once) {
        receiver.cancel();
      } else {
        receiver.cancel(received);
        receiver.cancel(waiting);
      }
      CHECK(run_until_completed(*proactor, {&received, &waiting, &sent}));
      CHECK(waiting.error() == std::errc::operation_canceled);
      return !received.error() && received.bytes() == message.size();
    }));
  }
}

TEST_CASE("a_cancelled_send_that_found_room_says_so") {
  const bytes piece = pattern(64 * 1024);
  CHECK(one_round_succeeds([&](std::chrono::milliseconds time) {
    recorder sent;
    const auto proactor = test_proactor();
    const auto other = test_proactor();
    divided_pair pair(*proactor, *other);
    const std::size_t ended = fill(*proactor, pair.client, piece, sent);
    CHECK(sent.pending());
    CHECK(drain(*other, pair.server, ended * piece.size()));
    hold_up(time);
    pair.client.cancel(sent);
    CHECK(run_until(*proactor, [&] { return !sent.pending(); }));
    return !sent.error() && sent.bytes() == piece.size();
  }));
}

TEST_CASE("a_cancelled_connect_that_stands_says_so") {
  CHECK(one_round_succeeds([&](std::chrono::milliseconds time) {
    recorder connected;
    const auto proactor = test_proactor();
    naru::tcp_listener listener(*proactor, loopback());
    naru::tcp_stream client(*proactor);
    client.connect(listener.local_endpoint(), connected);
    hold_up(time);
    client.cancel(connected);
    CHECK(run_until_completed(*proactor, {&connected}));
    return !connected.error() && client.remote_endpoint() == listener.local_endpoint();
  }));
}

TEST_CASE("a_cancelled_connect_that_was_refused_says_so") {
  CHECK(one_round_succeeds([&](std::chrono::milliseconds time) {
    recorder connected;
    const auto proactor = test_proactor();
    const naru::endpoint nobody = unused_endpoint();
    naru::tcp_stream client(*proactor);
    client.connect(nobody, connected);
    hold_up(time);
    client.cancel(connected);
    CHECK(run_until_completed(*proactor, {&connected}));
    return connected.error() == std::errc::connection_refused;
  }));
}

TEST_CASE("a_closed_stream_reports_canceled_whatever_came") {
  constexpr std::array<std::byte, 2> message{};
  std::array<std::byte, 2> storage{};
  recorder received;
  recorder sent;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.client.receive(naru::buffer(storage), received);
  pair.client.close();
  pair.server.send(naru::buffer(message), sent);
  CHECK(run_until_completed(*proactor, {&received, &sent}));
  CHECK(received.error() == std::errc::operation_canceled);
  CHECK(received.bytes() == 0);
}

TEST_SUITE_END();
