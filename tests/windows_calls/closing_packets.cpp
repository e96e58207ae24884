// The packets that come after a close, in any order.
#include "script.hpp"

#include <array>
#include <deque>
#include <set>

using namespace contract;
using namespace windows_calls;

namespace {

/// A stream that closes while a receive and a send of it are pending.
struct closing_stream {
  scripted_calls script;
  recorder received;
  recorder sent;
  recorder closed;
  bytes room = bytes(8);
  const std::unique_ptr<naru::proactor> proactor = test_proactor();
  connected_pair pair{*proactor};
  const scripted_transfers receives{answers().receive, {pending}};
  const scripted_transfers sends{answers().send, {pending}};

  closing_stream() {
    pair.client.receive(naru::buffer(room), received);
    pair.client.send(naru::buffer(room), sent);
    pair.client.close(closed);
  }
};

}  // namespace

TEST_SUITE_BEGIN("windows_calls");

// "closesocket" on Microsoft Learn: pending requests end, and nothing is said about their order.
// brazilofmux/tinymux #1832: memory of a request must live until its packet.
TEST_CASE("a_stream_is_quiet_after_its_last_packet_in_any_order") {
  for (const bool receive_first : {true, false}) {
    CAPTURE(receive_first);
    closing_stream all;
    OVERLAPPED& receive = all.receives.request();
    OVERLAPPED& send = all.sends.request();
    finish_request(receive_first ? receive : send, status::cancelled);
    CHECK(run_until_completed(*all.proactor, {receive_first ? &all.received : &all.sent}));
    CHECK_FALSE(all.closed.completed());
    finish_request(receive_first ? send : receive, status::connection_aborted);
    CHECK(run_until_completed(*all.proactor, {&all.received, &all.sent, &all.closed}));
  }
}

// "CancelIoEx" on Microsoft Learn: a request may have succeeded before the cancel.
TEST_CASE("bytes_that_came_before_a_close_are_reported") {
  closing_stream all;
  finish_request(all.sends.request(), status::success, 8);
  finish_request(all.receives.request(), status::success, 3);
  CHECK(run_until_completed(*all.proactor, {&all.received, &all.sent, &all.closed}));
  CHECK_FALSE(all.received.error());
  CHECK(all.received.bytes() == 3);
  CHECK(all.sent.bytes() == 8);
}

// As above, for several requests on one handle.
TEST_CASE("a_datagram_socket_is_quiet_after_its_last_packet_in_any_order") {
  const scripted_calls script;
  constexpr std::array<std::size_t, 4> order{2, 0, 3, 1};
  std::deque<recorder> received(order.size());
  recorder sent;
  recorder closed;
  std::array<std::byte, 8> room{};
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor, loopback());
  const scripted_transfers receives(answers().receive_from, std::vector<answer>(4, pending));
  const scripted_transfers sends(answers().send_to, {failed(WSAEWOULDBLOCK), pending});
  for (recorder& each : received) socket.receive(naru::buffer(room), each);
  socket.send_to(naru::buffer(std::string_view("x")), socket.local_endpoint(), sent);
  socket.close(closed);
  for (const std::size_t each : order) {
    CHECK_FALSE(closed.completed());
    finish_request(receives.request(each), status::cancelled);
    CHECK(run_until_completed(*proactor, {&received[each]}));
    CHECK(received[each].error() == std::errc::operation_canceled);
  }
  CHECK_FALSE(closed.completed());
  finish_request(sends.request(), status::cancelled);
  CHECK(run_until_completed(*proactor, {&sent, &closed}));
  CHECK(sent.error() == std::errc::operation_canceled);
}

// "AcceptEx" and "closesocket" on Microsoft Learn.
TEST_CASE("a_listener_is_quiet_after_the_packets_of_all_its_accepts") {
  const scripted_calls script;
  std::vector<OVERLAPPED*> requests;
  answers().accept = [&](SOCKET, OVERLAPPED* request) {
    request->Internal = STATUS_PENDING;  // or the close takes it for a connection
    requests.push_back(request);
    return extension_failure(ERROR_IO_PENDING);
  };
  recorder accepted;
  recorder closed;
  naru::listen_options options;
  options.accepts_outstanding = 4;
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback(), options);
  naru::tcp_stream server(*proactor);
  listener.accept(server, accepted);
  listener.close(closed);
  REQUIRE(requests.size() == 4);
  finish_request(*requests[1], status::cancelled);
  finish_request(*requests[0], status::success);  // a client was quicker than the close
  finish_request(*requests[3], status::connection_aborted);
  CHECK(run_until_completed(*proactor, {&accepted}));
  proactor->poll();
  CHECK_FALSE(closed.completed());
  finish_request(*requests[2], status::local_disconnect);
  CHECK(run_until_completed(*proactor, {&closed}));
  CHECK(accepted.error() == std::errc::operation_canceled);
  CHECK(requests.size() == 4);
}

// "GetQueuedCompletionStatusEx" on Microsoft Learn: other packets may come before the one of a
// request that has ended. A cancelled accept takes a connection whose packet has not come yet.
TEST_CASE("a_listener_that_closes_waits_for_the_packet_of_a_connection_that_was_taken") {
  const scripted_calls script;
  std::vector<OVERLAPPED*> requests;
  answers().accept = [&](SOCKET, OVERLAPPED* request) {
    requests.push_back(request);
    request->Internal = STATUS_PENDING;
    return extension_failure(ERROR_IO_PENDING);
  };
  recorder accepted;
  recorder closed;
  naru::listen_options options;
  options.accepts_outstanding = 1;
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback(), options);
  naru::tcp_stream server(*proactor);
  listener.accept(server, accepted);
  REQUIRE(requests.size() == 1);
  requests.front()->Internal = status::success;
  listener.cancel();
  listener.close(closed);
  CHECK(run_until_completed(*proactor, {&accepted}));
  proactor->poll();
  CHECK_FALSE(closed.completed());
  finish_request(*requests.front(), status::success);
  CHECK(proactor->run() > 0);  // the request is work, so run does not return before its end
  CHECK(closed.completed());
}

// "AcceptEx" on Microsoft Learn: the caller owns the socket of a connection from the start.
TEST_CASE("a_listener_closes_the_connections_that_nobody_has_accepted") {
  const scripted_calls script;
  std::set<SOCKET> open;
  answers().opened = [&](SOCKET socket) { open.insert(socket); };
  answers().close_socket = [&](SOCKET socket) {
    open.erase(socket);
    return really_close(socket);
  };
  recorder closed;
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_stream client(*proactor);
  CHECK_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
  const naru::work_guard guard(*proactor);
  proactor->run_for(20ms);  // the packet of the connection comes
  listener.close(closed);
  CHECK(run_until_completed(*proactor, {&closed}));
  client.close();
  CHECK(open.empty());
}

TEST_SUITE_END();
