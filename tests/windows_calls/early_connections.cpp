// A request that is not of a connected stream ends on another thread before its call returns: see
// early_packets.cpp.
#include "early_packets.hpp"

#include <array>

using namespace contract;
using namespace windows_calls;

TEST_SUITE_BEGIN("windows_calls");

TEST_CASE("a_datagram_may_come_before_its_call_returns") {
  const scripted_calls script;
  takers threads;
  early_packet early{threads, status::success, 3};
  recorder came;
  std::array<std::byte, 8> room{};
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  naru::udp_socket socket(*proactor, loopback());
  answers().receive_from = [&](const transfer_call& call) { return early.answer(call.request); };
  const naru::worker_pool pool(*proactor, 1);
  socket.receive(naru::buffer(room), came);
  CHECK(completes(came));
  CHECK(came.bytes() == 3);
}

TEST_CASE("a_datagram_may_be_sent_before_its_call_returns") {
  const scripted_calls script;
  takers threads;
  early_packet early{threads, status::success, 1};
  recorder sent;
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  naru::udp_socket socket(*proactor, loopback());
  answers().send_to = [&](const transfer_call& call) {
    if (call.request == nullptr) return winsock_failure(WSAEWOULDBLOCK);
    return early.answer(call.request);
  };
  const naru::worker_pool pool(*proactor, 1);
  socket.send_to(naru::buffer(std::string_view("x")), socket.local_endpoint(), sent);
  CHECK(completes(sent));
  CHECK(sent.bytes() == 1);
}

TEST_CASE("a_connect_may_be_refused_before_its_call_returns") {
  const scripted_calls script;
  takers threads;
  early_packet early{threads, status::connection_refused};
  recorder connected;
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  naru::tcp_stream stream(*proactor);
  answers().connect = [&](SOCKET, OVERLAPPED* request) { return early.answer_extension(request); };
  const naru::worker_pool pool(*proactor, 1);
  stream.connect(unused_endpoint(), connected);
  CHECK(completes(connected));
  CHECK(connected.error() == std::errc::connection_refused);
}

TEST_CASE("a_client_may_go_before_the_call_that_accepts_it_returns") {
  const scripted_calls script;
  takers threads;
  early_packet early{threads, status::connection_reset};
  recorder accepted;
  recorder connected;
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  answers().accept = [&](SOCKET, OVERLAPPED* request) { return early.answer_extension(request); };
  naru::tcp_stream client(*proactor);
  naru::tcp_stream server(*proactor);
  naru::tcp_listener listener(*proactor);
  const naru::worker_pool pool(*proactor, 1);
  CHECK_FALSE(listener.listen(loopback(), {.accepts_outstanding = 1}));
  listener.accept(server, accepted);
  client.connect(listener.local_endpoint(), connected);
  CHECK(completes(accepted));
  CHECK(completes(connected));
  CHECK_FALSE(accepted.error());
}

TEST_SUITE_END();
