// A cancel is a request. The packet tells what has become of the operation.
#include "script.hpp"

#include <array>

using namespace contract;
using namespace windows_calls;

namespace {

/// The answer of CancelIoEx, and the packet that the request brings then.
struct cancel_answer {
  bool finds_request;
  ULONG_PTR status;
  DWORD bytes;
};

/// CancelIoEx answers this, once the packet is in the port.
void answer_cancel_with(const cancel_answer& given) {
  answers().cancel = [given](HANDLE, OVERLAPPED* request) {
    finish_request(*request, given.status, given.bytes);
    if (given.finds_request) return TRUE;
    ::SetLastError(ERROR_NOT_FOUND);
    return FALSE;
  };
}

/// A receive of eight bytes, or a send, that is cancelled.
struct cancelled_transfer {
  recorder op;
  bytes storage = pattern(8);

  cancelled_transfer(naru::direction which, const cancel_answer& given) {
    const auto proactor = test_proactor();
    connected_pair pair(*proactor);
    const scripted_transfers receives(answers().receive, {pending});
    const scripted_transfers sends(answers().send, {pending});
    if (which == naru::direction::receive) {
      pair.client.receive(naru::buffer(storage), op);
    } else {
      pair.client.send(naru::buffer(storage), op);
    }
    answer_cancel_with(given);
    pair.client.cancel(op);
    CHECK(run_until_completed(*proactor, {&op}));
    answers().cancel = nullptr;
  }
};

using naru::direction;

}  // namespace

TEST_SUITE_BEGIN("windows_calls");

// "CancelIoEx" on Microsoft Learn: there is no guarantee that the request ends as cancelled; it may
// also complete normally. python/cpython's asyncio has lost bytes so (LadybirdBrowser/ladybird
// #5045 tells of it).
TEST_CASE("a_receive_that_completes_in_spite_of_a_cancel_keeps_its_bytes") {
  const scripted_calls script;
  const cancelled_transfer one(direction::receive, {true, status::success, 3});
  CHECK_FALSE(one.op.error());
  CHECK(one.op.bytes() == 3);
}

// "CancelIoEx" on Microsoft Learn: ERROR_NOT_FOUND. libuv #5115: the result of the request counts,
// and not the result of the cancel.
TEST_CASE("a_cancel_that_finds_nothing_leaves_the_packet_to_come") {
  const scripted_calls script;
  for (const direction which : {direction::receive, direction::send}) {
    const cancelled_transfer one(which, {false, status::success, 8});
    CHECK_FALSE(one.op.error());
    CHECK(one.op.bytes() == 8);
  }
}

// "CancelIoEx" on Microsoft Learn: ERROR_OPERATION_ABORTED.
TEST_CASE("a_cancelled_request_says_so") {
  const scripted_calls script;
  for (const direction which : {direction::receive, direction::send}) {
    const cancelled_transfer one(which, {true, status::cancelled, 0});
    CHECK(one.op.error() == std::errc::operation_canceled);
    CHECK(one.op.bytes() == 0);
  }
}

// "CancelIoEx" on Microsoft Learn: the third outcome is another error.
TEST_CASE("a_request_that_fails_in_spite_of_a_cancel_tells_its_failure") {
  const scripted_calls script;
  for (const direction which : {direction::receive, direction::send}) {
    const cancelled_transfer one(which, {true, status::connection_reset, 0});
    CHECK(one.op.error() == std::errc::connection_reset);
  }
}

// A send over TCP that is cancelled may have moved a part (libuv/libuv #4966).
TEST_CASE("a_cancelled_send_tells_how_much_was_sent") {
  const scripted_calls script;
  const cancelled_transfer one(direction::send, {true, status::cancelled, 5});
  CHECK(one.op.error() == std::errc::operation_canceled);
  CHECK(one.op.bytes() == 5);
}

// "CancelIoEx" on Microsoft Learn, as above.
TEST_CASE("a_datagram_that_came_before_a_cancel_is_received") {
  const scripted_calls script;
  for (const auto& [ended, error] :
       {std::pair(status::success, std::errc()),
        std::pair(status::cancelled, std::errc::operation_canceled),
        std::pair(status::port_unreachable, std::errc::operation_canceled)}) {
    CAPTURE(ended);
    recorder came;
    std::array<std::byte, 8> room{};
    const auto proactor = test_proactor();
    naru::udp_socket socket(*proactor, loopback());
    const scripted_transfers receives(answers().receive_from, {pending});
    socket.receive(naru::buffer(room), came);
    answer_cancel_with({ended != status::success, ended, ended == status::success ? 3U : 0U});
    socket.cancel(came);
    CHECK(run_until_completed(*proactor, {&came}));
    answers().cancel = nullptr;
    CHECK(came.error() == error);
    CHECK(came.bytes() == (ended == status::success ? 3 : 0));
  }
}

// "CancelIoEx" on Microsoft Learn, as above.
TEST_CASE("a_cancelled_send_of_a_datagram_is_not_started_again") {
  const scripted_calls script;
  recorder sent;
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor, loopback());
  const scripted_transfers sends(answers().send_to, {failed(WSAEWOULDBLOCK), pending});
  socket.send_to(naru::buffer(std::string_view("x")), socket.local_endpoint(), sent);
  answer_cancel_with({true, status::cancelled, 0});
  socket.cancel(sent);
  CHECK(run_until_completed(*proactor, {&sent}));
  answers().cancel = nullptr;
  CHECK(sent.error() == std::errc::operation_canceled);
}

// "WSARecv" on Microsoft Learn: requests are cancelled when the thread ends that has started them.
// MicrosoftDocs/sdk-api #1137 denies it for handles that belong to a completion port, but
// dotnet/runtime #82207 saw it there while Resource Monitor watched the process.
TEST_CASE("a_receive_that_was_cancelled_with_its_thread_goes_on") {
  const scripted_calls script;
  for (const bool exact : {false, true}) {
    CAPTURE(exact);
    std::array<std::byte, 2> room{};
    recorder received;
    recorder sent;
    const auto proactor = test_proactor();
    connected_pair pair(*proactor);
    const scripted_transfers receives(answers().receive, {pending, pending});
    if (exact) {
      pair.client.receive_exactly(naru::buffer(room), received);
    } else {
      pair.client.receive(naru::buffer(room), received);
    }
    finish_request(receives.request(), status::cancelled);
    CHECK(run_until(*proactor, [&] { return receives.sizes().size() == 2; }));
    finish_request(receives.request(), status::cancelled, exact ? 1 : 0);
    pair.server.send(naru::buffer(std::string_view("ab")), sent);
    CHECK(run_until_completed(*proactor, {&received, &sent}));
    CHECK_FALSE(received.error());
    CHECK(received.bytes() == 2);
    answers().receive = nullptr;
  }
}

TEST_CASE("datagrams_whose_request_was_cancelled_with_its_thread_go_on") {
  const scripted_calls script;
  std::array<std::byte, 8> room{};
  recorder received;
  recorder sent;
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor, loopback());
  const scripted_transfers receives(answers().receive_from, {pending});
  const scripted_transfers sends(answers().send_to, {failed(WSAEWOULDBLOCK), pending});
  socket.receive(naru::buffer(room), received);
  socket.send_to(naru::buffer(std::string_view("x")), socket.local_endpoint(), sent);
  finish_request(receives.request(), status::cancelled);
  finish_request(sends.request(), status::cancelled);
  CHECK(run_until_completed(*proactor, {&received, &sent}));
  CHECK_FALSE(received.error());
  CHECK_FALSE(sent.error());
  CHECK(received.bytes() == 1);
}

// A send over TCP may have moved a part, of which nobody knows. A connect leaves its socket in a
// state that is not known.
TEST_CASE("a_send_or_connect_that_was_cancelled_with_its_thread_says_so") {
  const scripted_calls script;
  recorder sent;
  recorder connected;
  OVERLAPPED* connecting = nullptr;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  naru::tcp_stream stream(*proactor);
  const scripted_transfers sends(answers().send, {pending});
  answers().connect = [&](SOCKET, OVERLAPPED* request) {
    connecting = request;
    return extension_failure(ERROR_IO_PENDING);
  };
  pair.client.send(naru::buffer(std::string_view("x")), sent);
  stream.connect(loopback(), connected);
  REQUIRE(connecting != nullptr);
  finish_request(sends.request(), status::cancelled);
  finish_request(*connecting, status::cancelled);
  CHECK(run_until_completed(*proactor, {&sent, &connected}));
  CHECK(sent.error() == std::errc::operation_canceled);
  CHECK(connected.error() == std::errc::operation_canceled);
}

TEST_SUITE_END();
