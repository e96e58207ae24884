// A transfer that succeeds at once: a packet follows, or not.
#include "script.hpp"

#include <array>

using namespace contract;
using namespace windows_calls;

namespace {

struct transfers_at_once {
  recorder received;
  recorder sent;
  std::array<std::byte, 8> room{};
  bytes message = pattern(8);
};

}  // namespace

TEST_SUITE_BEGIN("windows_calls");

// "SetFileCompletionNotificationModes" on Microsoft Learn: FILE_SKIP_COMPLETION_PORT_ON_SUCCESS.
TEST_CASE("a_transfer_that_succeeds_at_once_needs_no_packet_if_packets_are_skipped") {
  const scripted_calls script;
  transfers_at_once one;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const scripted_transfers receives(answers().receive, {at_once(3)});
  const scripted_transfers sends(answers().send, {at_once(8)});
  pair.client.receive(naru::buffer(one.room), one.received);
  pair.client.send(naru::buffer(one.message), one.sent);
  CHECK(run_until_completed(*proactor, {&one.received, &one.sent}));
  CHECK(one.received.bytes() == 3);
  CHECK(one.sent.bytes() == 8);
}

// "WSARecv" on Microsoft Learn: a completion is queued also if the call has succeeded at once.
// DmitryOlshansky/photon #64: the call told of zero bytes, and the packet of others.
TEST_CASE("a_packet_follows_a_success_at_once_if_the_mode_cannot_be_set") {
  const scripted_calls script;
  transfers_at_once one;
  refuse_to_skip_packets();
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const scripted_transfers receives(answers().receive, {at_once(0)});
  const scripted_transfers sends(answers().send, {at_once(0)});
  pair.client.receive(naru::buffer(one.room), one.received);
  pair.client.send(naru::buffer(one.message), one.sent);
  proactor->poll();
  CHECK_FALSE(one.received.completed());
  CHECK_FALSE(one.sent.completed());
  finish_request(receives.request(), status::success, 3);
  finish_request(sends.request(), status::success, 8);
  CHECK(run_until_completed(*proactor, {&one.received, &one.sent}));
  proactor->poll();
  CHECK(one.received.completions() == 1);
  CHECK(one.received.bytes() == 3);
  CHECK(one.sent.completions() == 1);
  CHECK(one.sent.bytes() == 8);
}

// "SetFileCompletionNotificationModes" on Microsoft Learn: the mode is only compatible with
// providers that return IFS handles. golang/go #22149 and #77448 tell what goes wrong otherwise.
TEST_CASE("packets_are_not_skipped_on_the_handles_of_a_layered_provider") {
  const scripted_calls script;
  bool skips = false;
  answers().option_read = [](int level, int name, char* value) {
    if (level != SOL_SOCKET || name != SO_PROTOCOL_INFOW) return;
    reinterpret_cast<WSAPROTOCOL_INFOW*>(value)->dwServiceFlags1 &= ~DWORD{XP1_IFS_HANDLES};
  };
  answers().set_modes = [&](HANDLE, UCHAR modes) {
    if ((modes & FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) != 0) skips = true;
    return DWORD{0};
  };
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  CHECK_FALSE(skips);
  check_traffic(*proactor, pair.client, pair.server);
}

// lalinsky/zio #733: a packet follows WSAEMSGSIZE without this mode, and nothing tells whether one
// follows with it.
TEST_CASE("packets_of_datagrams_are_not_skipped") {
  const scripted_calls script;
  bool skips = false;
  answers().set_modes = [&](HANDLE, UCHAR modes) {
    if ((modes & FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) != 0) skips = true;
    return DWORD{0};
  };
  const auto proactor = test_proactor();
  const naru::udp_socket socket(*proactor, loopback());
  CHECK_FALSE(skips);
}

// "SetFileCompletionNotificationModes" on Microsoft Learn: it can fail.
TEST_CASE("streams_work_without_skipped_packets") {
  const scripted_calls script;
  refuse_to_skip_packets();
  recorder sent;
  const bytes message = pattern(3 * mebibyte);
  bytes found(message.size());
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.client.send(naru::buffer(message), sent);
  CHECK_FALSE(receive_exactly(*proactor, pair.server, naru::buffer(found)).error);
  CHECK(run_until_completed(*proactor, {&sent}));
  CHECK(is_pattern(found));
  check_traffic(*proactor, pair.client, pair.server);
}

// "GetQueuedCompletionStatus" on Microsoft Learn: the lowest bit of hEvent keeps a packet from
// coming. "OVERLAPPED": its members must be initialized before each use.
TEST_CASE("each_call_gets_a_clean_request") {
  const scripted_calls script;
  recorder received;
  recorder sent;
  int calls = 0;
  bytes room(3 * mebibyte);
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const auto transfer = [&](const transfer_call& call) {
    ++calls;
    CHECK(call.request->Internal == 0);
    CHECK(call.request->hEvent == nullptr);
    call.request->Internal = STATUS_PENDING;
    call.request->hEvent = ::GetCurrentProcess();
    *call.bytes = static_cast<DWORD>(mebibyte);
    return 0;
  };
  answers().receive = transfer;
  answers().send = transfer;
  pair.client.receive_exactly(naru::buffer(room), received);
  pair.client.send(naru::buffer(room), sent);
  CHECK(run_until_completed(*proactor, {&received, &sent}));
  CHECK(calls == 6);
}

// "OVERLAPPED" on Microsoft Learn, as above. "AcceptEx" and "WSARecvFrom": WSAECONNRESET tells of
// another connection or datagram, so naru calls again.
TEST_CASE("each_repeated_call_gets_a_clean_request") {
  const scripted_calls script;
  constexpr int failures = 3;
  int calls = 0;
  int accepts = 0;
  const auto fail = [](int& count, OVERLAPPED* request) {
    CHECK(request->Internal == 0);
    CHECK(request->hEvent == nullptr);
    if (++count > failures) return go_on;
    request->Internal = status::connection_reset;
    request->hEvent = ::GetCurrentProcess();
    return winsock_failure(WSAECONNRESET);
  };
  recorder received;
  std::array<std::byte, 8> room{};
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor, loopback());
  answers().receive_from = [&](const transfer_call& call) {
    return call.request != nullptr ? fail(calls, call.request) : go_on;
  };
  answers().accept = [&](SOCKET, OVERLAPPED* request) {
    return fail(accepts, request) == go_on ? go_on : extension_failure(WSAECONNRESET);
  };
  naru::listen_options options;
  options.accepts_outstanding = 1;
  const naru::tcp_listener listener(*proactor, loopback(), options);
  socket.receive(naru::buffer(room), received);
  CHECK(calls == failures + 1);
  CHECK(accepts == failures + 1);
  socket.close();
  CHECK(run_until_completed(*proactor, {&received}));
}

TEST_SUITE_END();
