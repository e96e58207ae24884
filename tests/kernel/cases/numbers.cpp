// The number of a handle that was closed is given away again at once ("closesocket" on Microsoft
// Learn; brazilofmux/tinymux #1832 tells of packets that went to another connection so). The
// packets of the old handle's requests come afterwards.
#include "support.hpp"

#include <array>

using namespace contract;

namespace {

void check_datagram(naru::proactor& proactor, naru::udp_socket& socket) {
  std::array<std::byte, 8> room{};
  recorder came;
  recorder sent;
  socket.receive(naru::buffer(room), came);
  socket.send_to(naru::buffer(std::string_view("x")), socket.local_endpoint(), sent);
  CHECK(run_until_completed(proactor, {&came, &sent}));
  CHECK(came.bytes() == 1);
}

}  // namespace

TEST_SUITE_BEGIN("kernel");

TEST_CASE("a_closed_stream_leaves_the_next_socket_with_its_number_alone") {
  recorder received;
  recorder sent;
  recorder closed;
  std::array<std::byte, 8> room{};
  const bytes message(4 * mebibyte);
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.client.receive(naru::buffer(room), received);
  pair.client.send(naru::buffer(message), sent);
  const naru::native_handle number = pair.client.native_handle();
  pair.client.close(closed);
  naru::udp_socket next(*proactor, loopback());
  CHECK(next.native_handle() == number);
  pair.client.cancel();
  check_datagram(*proactor, next);
  CHECK(run_until_completed(*proactor, {&received, &sent, &closed}));
  CHECK(received.error() == std::errc::operation_canceled);
}

TEST_CASE("a_closed_datagram_socket_leaves_the_next_one_with_its_number_alone") {
  recorder received;
  std::array<std::byte, 8> room{};
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor, loopback());
  socket.receive(naru::buffer(room), received);
  const naru::native_handle number = socket.native_handle();
  socket.close();
  naru::udp_socket next(*proactor, loopback());
  CHECK(next.native_handle() == number);
  socket.cancel(received);
  check_datagram(*proactor, next);
  CHECK(run_until_completed(*proactor, {&received}));
  CHECK(received.error() == std::errc::operation_canceled);
}

TEST_CASE("a_closed_listener_leaves_the_next_socket_with_its_number_alone") {
  recorder accepted;
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_stream server(*proactor);
  listener.accept(server, accepted);
  const naru::native_handle number = listener.native_handle();
  listener.close();
  naru::udp_socket next(*proactor, loopback());
  CHECK(next.native_handle() == number);
  listener.cancel();
  check_datagram(*proactor, next);
  CHECK(run_until_completed(*proactor, {&accepted}));
  CHECK(accepted.error() == std::errc::operation_canceled);
}

TEST_SUITE_END();
