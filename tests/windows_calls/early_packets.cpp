// A request of a stream ends on another thread before its call returns: grpc/grpc #34497 and
// cppalliance/corosio #160 tell of threads that wait on the port and are faster than the thread
// that has started the request.
#include "early_packets.hpp"

#include <array>

using namespace contract;
using namespace windows_calls;

TEST_SUITE_BEGIN("windows_calls");

TEST_CASE("a_receive_may_end_before_its_call_returns") {
  const scripted_calls script;
  takers threads;
  early_packet early{threads, status::success, 3};
  recorder received;
  std::array<std::byte, 8> room{};
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const naru::work_guard guard(*proactor);
  answers().receive = [&](const transfer_call& call) { return early.answer(call.request); };
  const naru::worker_pool pool(*proactor, 1);
  pair.client.receive(naru::buffer(room), received);
  CHECK(completes(received));
  CHECK(received.bytes() == 3);
  CHECK(received.completions() == 1);
}

// The rest of the transfer is started on the other thread.
TEST_CASE("the_first_part_of_an_exact_receive_may_end_before_its_call_returns") {
  const scripted_calls script;
  takers threads;
  early_packet early{threads, status::success, 3};
  recorder received;
  recorder sent;
  std::array<std::byte, 8> room{};
  const bytes rest = pattern(5);
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const naru::work_guard guard(*proactor);
  answers().receive = [&](const transfer_call& call) { return early.answer(call.request); };
  const naru::worker_pool pool(*proactor, 1);
  pair.client.receive_exactly(naru::buffer(room), received);
  pair.server.send(naru::buffer(rest), sent);
  CHECK(completes(received));
  CHECK(received.bytes() == 8);
  CHECK(is_pattern(std::span(room).subspan(3)));
  CHECK(completes(sent));
}

TEST_CASE("a_send_may_end_before_its_call_returns") {
  const scripted_calls script;
  takers threads;
  early_packet early{threads, status::success, 8};
  recorder sent;
  const bytes message = pattern(8);
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const naru::work_guard guard(*proactor);
  answers().send = [&](const transfer_call& call) { return early.answer(call.request); };
  const naru::worker_pool pool(*proactor, 1);
  pair.client.send(naru::buffer(message), sent);
  CHECK(completes(sent));
  CHECK(sent.bytes() == 8);
}

// "CancelIoEx" on Microsoft Learn: the request may complete during the cancel.
TEST_CASE("a_request_may_complete_while_it_is_cancelled") {
  const scripted_calls script;
  takers threads;
  recorder received;
  std::array<std::byte, 8> room{};
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const naru::work_guard guard(*proactor);
  const scripted_transfers receives(answers().receive, {pending});
  answers().cancel = [&](HANDLE, OVERLAPPED* request) {
    CHECK(threads.take(*request, status::success, 3));
    ::SetLastError(ERROR_NOT_FOUND);
    return FALSE;
  };
  const naru::worker_pool pool(*proactor, 1);
  pair.client.receive(naru::buffer(room), received);
  pair.client.cancel(received);
  CHECK(completes(received));
  CHECK_FALSE(received.error());
  CHECK(received.bytes() == 3);
}

TEST_SUITE_END();
