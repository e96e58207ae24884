// Transfers that move a part of their bytes at a time ("WSASend" and "WSARecv" on Microsoft Learn).
#include "script.hpp"

#include <array>

using namespace contract;
using namespace windows_calls;

namespace {

using sizes = std::vector<std::size_t>;

/// A stream that sends ten bytes, whose calls of WSASend are answered by a table.
struct sender {
  std::vector<answer> table;
  recorder sent{};
  bytes message = pattern(10);
  std::unique_ptr<naru::proactor> proactor = test_proactor();
  connected_pair pair{*proactor};
  scripted_transfers calls{answers().send, table};
};

}  // namespace

TEST_SUITE_BEGIN("windows_calls");

// "WSASend" on Microsoft Learn: the number of bytes sent may be between one and all.
TEST_CASE("a_send_goes_on_after_a_packet_for_a_part_of_it") {
  const scripted_calls script;
  sender one{{pending, pending}};
  one.pair.client.send(naru::buffer(one.message), one.sent);
  finish_request(one.calls.request(), status::success, 4);
  CHECK(run_until(*one.proactor, [&] { return one.calls.sizes().size() == 2; }));
  CHECK_FALSE(one.sent.completed());
  finish_request(one.calls.request(), status::success, 6);
  CHECK(run_until_completed(*one.proactor, {&one.sent}));
  CHECK(one.calls.sizes() == sizes{10, 6});
  CHECK(one.sent.bytes() == 10);
}

// "WSASend" on Microsoft Learn, as above.
TEST_CASE("a_part_may_end_within_any_buffer") {
  const scripted_calls script;
  sender one{{pending, pending}};
  const std::array<naru::const_buffer, 2> row{naru::buffer(one.message, 3),
                                              naru::buffer(one.message, 5)};
  one.pair.client.send(row, one.sent);
  finish_request(one.calls.request(), status::success, 4);
  CHECK(run_until(*one.proactor, [&] { return one.calls.sizes().size() == 2; }));
  finish_request(one.calls.request(), status::success, 4);
  CHECK(run_until_completed(*one.proactor, {&one.sent}));
  CHECK(one.calls.sizes() == sizes{8, 4});
  CHECK(one.sent.bytes() == 8);
}

TEST_CASE("a_send_goes_on_after_a_success_at_once_for_a_part_of_it") {
  const scripted_calls script;
  sender one{{at_once(4), at_once(6)}};
  one.pair.client.send(naru::buffer(one.message), one.sent);
  CHECK(run_until_completed(*one.proactor, {&one.sent}));
  CHECK(one.calls.sizes() == sizes{10, 6});
  CHECK(one.sent.bytes() == 10);
}

TEST_CASE("a_packet_of_zero_bytes_loses_nothing_of_a_send") {
  const scripted_calls script;
  sender one{{pending, pending}};
  one.pair.client.send(naru::buffer(one.message), one.sent);
  finish_request(one.calls.request(), status::success, 0);
  CHECK(run_until(*one.proactor, [&] { return one.calls.sizes().size() == 2; }));
  finish_request(one.calls.request(), status::success, 10);
  CHECK(run_until_completed(*one.proactor, {&one.sent}));
  CHECK(one.calls.sizes() == sizes{10, 10});
}

// "CancelIoEx" and "WSASend" on Microsoft Learn: a failure tells nothing of the bytes before it.
TEST_CASE("a_send_that_fails_after_a_part_tells_how_much_was_sent") {
  const scripted_calls script;
  sender one{{pending, failed(WSAECONNRESET)}};
  one.pair.client.send(naru::buffer(one.message), one.sent);
  finish_request(one.calls.request(), status::success, 4);
  CHECK(run_until_completed(*one.proactor, {&one.sent}));
  CHECK(one.sent.error() == std::errc::connection_reset);
  CHECK(one.sent.bytes() == 4);
}

// "WSARecv" on Microsoft Learn: zero bytes tell that the peer has closed its end.
TEST_CASE("an_exact_receive_takes_parts_until_the_end") {
  const scripted_calls script;
  for (const DWORD last : {5U, 0U}) {
    CAPTURE(last);
    recorder received;
    bytes room(8);
    const auto proactor = test_proactor();
    connected_pair pair(*proactor);
    const scripted_transfers calls(answers().receive, {pending, pending});
    pair.client.receive_exactly(naru::buffer(room), received);
    finish_request(calls.request(), status::success, 3);
    CHECK(run_until(*proactor, [&] { return calls.sizes().size() == 2; }));
    finish_request(calls.request(), status::success, last);
    CHECK(run_until_completed(*proactor, {&received}));
    CHECK(calls.sizes() == sizes{8, 5});
    CHECK(received.bytes() == 3 + last);
    CHECK((last == 0) == (received.error() == naru::error::end_of_stream));
  }
}

// "WSARecv" on Microsoft Learn, as above. A request without room always moves zero bytes.
TEST_CASE("zero_bytes_are_the_end_only_if_there_was_room") {
  const scripted_calls script;
  for (const std::size_t size : {1U, 0U}) {
    CAPTURE(size);
    recorder received;
    bytes room(size);
    const auto proactor = test_proactor();
    connected_pair pair(*proactor);
    const scripted_transfers calls(answers().receive, {pending});
    pair.client.receive(naru::buffer(room), received);
    finish_request(calls.request(), status::success, 0);
    CHECK(run_until_completed(*proactor, {&received}));
    CHECK((size == 1) == (received.error() == naru::error::end_of_stream));
  }
}

// "WSARecv" and "Windows Sockets Error Codes" on Microsoft Learn: the memory of a request is
// locked, and WSAENOBUFS tells that too much is locked.
TEST_CASE("no_request_locks_more_than_a_mebibyte") {
  const scripted_calls script;
  recorder received;
  recorder sent;
  recorder came;
  bytes room(4 * mebibyte);
  const bytes message(4 * mebibyte);
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  naru::udp_socket datagrams(*proactor, loopback());
  const scripted_transfers receives(answers().receive, {pending});
  const scripted_transfers sends(answers().send, {failed(WSAECONNRESET)});
  const scripted_transfers datagram_receives(answers().receive_from, {pending});
  pair.client.receive(naru::buffer(room), received);
  pair.client.send(naru::buffer(message), sent);
  datagrams.receive(naru::buffer(room), came);
  CHECK(receives.sizes() == sizes{mebibyte});
  CHECK(sends.sizes() == sizes{mebibyte});
  CHECK(datagram_receives.sizes() == sizes{65'536});
  finish_request(receives.request(), status::success, 1);
  finish_request(datagram_receives.request(), status::success, 1);
  CHECK(run_until_completed(*proactor, {&received, &sent, &came}));
}

TEST_SUITE_END();
