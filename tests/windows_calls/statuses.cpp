// The program gets an error for each status of a packet.
//
// The statuses and their values are from "NTSTATUS Values" in [MS-ERREF]. Which error of Winsock
// stands for each is in "Windows Sockets Error Codes" on Microsoft Learn.
#include "script.hpp"

#include <array>

using namespace contract;
using namespace windows_calls;

namespace {

struct meaning {
  ULONG_PTR status;
  std::errc condition;
};

constexpr std::array meanings{
    meaning{0x80000005, std::errc::message_size},             // STATUS_BUFFER_OVERFLOW
    meaning{0x8000000a, std::errc::operation_canceled},       // STATUS_HANDLES_CLOSED
    meaning{0xc0000002, std::errc::operation_not_supported},  // STATUS_NOT_IMPLEMENTED
    meaning{0xc0000005, std::errc::bad_address},              // STATUS_ACCESS_VIOLATION
    meaning{0xc0000007, std::errc::no_buffer_space},          // STATUS_PAGEFILE_QUOTA
    meaning{0xc0000008, std::errc::not_a_socket},             // STATUS_INVALID_HANDLE
    meaning{0xc000000e, std::errc::network_down},             // STATUS_NO_SUCH_DEVICE
    meaning{0xc000000f, std::errc::network_down},             // STATUS_NO_SUCH_FILE
    meaning{0xc0000017, std::errc::no_buffer_space},          // STATUS_NO_MEMORY
    meaning{0xc0000018, std::errc::address_not_available},    // STATUS_CONFLICTING_ADDRESSES
    meaning{0xc0000022, std::errc::permission_denied},        // STATUS_ACCESS_DENIED
    meaning{0xc0000023, std::errc::bad_address},              // STATUS_BUFFER_TOO_SMALL
    meaning{0xc0000024, std::errc::not_a_socket},             // STATUS_OBJECT_TYPE_MISMATCH
    meaning{0xc0000034, std::errc::network_down},             // STATUS_OBJECT_NAME_NOT_FOUND
    meaning{0xc000003a, std::errc::network_down},             // STATUS_OBJECT_PATH_NOT_FOUND
    meaning{0xc0000043, std::errc::address_in_use},           // STATUS_SHARING_VIOLATION
    meaning{0xc0000044, std::errc::no_buffer_space},          // STATUS_QUOTA_EXCEEDED
    meaning{0xc0000097, std::errc::no_buffer_space},          // STATUS_TOO_MANY_PAGING_FILES
    meaning{0xc000009a, std::errc::no_buffer_space},          // STATUS_INSUFFICIENT_RESOURCES
    meaning{0xc00000a1, std::errc::no_buffer_space},          // STATUS_WORKING_SET_QUOTA
    meaning{0xc00000a3, std::errc::operation_would_block},    // STATUS_DEVICE_NOT_READY
    meaning{0xc00000b0, std::errc::broken_pipe},              // STATUS_PIPE_DISCONNECTED
    meaning{0xc00000b5, std::errc::timed_out},                // STATUS_IO_TIMEOUT
    meaning{0xc00000bb, std::errc::operation_not_supported},  // STATUS_NOT_SUPPORTED
    meaning{0xc00000bc, std::errc::connection_refused},       // STATUS_REMOTE_NOT_LISTENING
    meaning{0xc00000be, std::errc::network_unreachable},      // STATUS_BAD_NETWORK_PATH
    meaning{0xc00000bf, std::errc::network_down},             // STATUS_NETWORK_BUSY
    meaning{0xc00000c3, std::errc::network_down},             // STATUS_INVALID_NETWORK_RESPONSE
    meaning{0xc00000c4, std::errc::network_down},             // STATUS_UNEXPECTED_NETWORK_ERROR
    meaning{0xc00000d0, std::errc::operation_would_block},    // STATUS_REQUEST_NOT_ACCEPTED
    meaning{0xc0000120, std::errc::operation_canceled},       // STATUS_CANCELLED
    meaning{0xc000012d, std::errc::no_buffer_space},          // STATUS_COMMITMENT_LIMIT
    meaning{0xc000013b, std::errc::connection_aborted},       // STATUS_LOCAL_DISCONNECT
    meaning{0xc000013c, std::errc::connection_reset},         // STATUS_REMOTE_DISCONNECT
    meaning{0xc000013d, std::errc::no_buffer_space},          // STATUS_REMOTE_RESOURCES
    meaning{0xc000013e, std::errc::connection_reset},         // STATUS_LINK_FAILED
    meaning{0xc000013f, std::errc::connection_reset},         // STATUS_LINK_TIMEOUT
    meaning{0xc0000140, std::errc::not_connected},            // STATUS_INVALID_CONNECTION
    meaning{0xc0000141, std::errc::address_not_available},    // STATUS_INVALID_ADDRESS
    meaning{0xc0000203, std::errc::connection_reset},         // STATUS_USER_SESSION_DELETED
    meaning{0xc0000206, std::errc::message_size},             // STATUS_INVALID_BUFFER_SIZE
    meaning{0xc0000207, std::errc::address_not_available},    // STATUS_INVALID_ADDRESS_COMPONENT
    meaning{0xc0000209, std::errc::address_in_use},           // STATUS_TOO_MANY_ADDRESSES
    meaning{0xc000020a, std::errc::address_in_use},           // STATUS_ADDRESS_ALREADY_EXISTS
    meaning{0xc000020c, std::errc::connection_aborted},       // STATUS_CONNECTION_DISCONNECTED
    meaning{0xc000020d, std::errc::connection_reset},         // STATUS_CONNECTION_RESET
    meaning{0xc000020f, std::errc::connection_aborted},       // STATUS_TRANSACTION_ABORTED
    meaning{0xc0000236, std::errc::connection_refused},       // STATUS_CONNECTION_REFUSED
    meaning{0xc0000237, std::errc::broken_pipe},              // STATUS_GRACEFUL_DISCONNECT
    meaning{0xc000023c, std::errc::network_unreachable},      // STATUS_NETWORK_UNREACHABLE
    meaning{0xc000023d, std::errc::host_unreachable},         // STATUS_HOST_UNREACHABLE
    meaning{0xc000023e, std::errc::network_unreachable},      // STATUS_PROTOCOL_UNREACHABLE
    meaning{0xc000023f, std::errc::connection_refused},       // STATUS_PORT_UNREACHABLE
    meaning{0xc0000240, std::errc::operation_canceled},       // STATUS_REQUEST_ABORTED
    meaning{0xc0000241, std::errc::connection_aborted},       // STATUS_CONNECTION_ABORTED
    meaning{0xc000a012, std::errc::network_reset},            // STATUS_HOPLIMIT_EXCEEDED
};

/// A receive and a send. Both have requests that the system does not know.
struct two_transfers {
  recorder received;
  recorder sent;
  recorder closed;
  std::array<std::byte, 8> room{};
  bytes message = pattern(8);
  std::unique_ptr<naru::proactor> proactor = test_proactor();
  connected_pair pair{*proactor};
  scripted_transfers receives{answers().receive, {pending}};
  scripted_transfers sends{answers().send, {pending}};

  two_transfers() {
    pair.client.receive(naru::buffer(room), received);
    pair.client.send(naru::buffer(message), sent);
  }

  void finish_both(ULONG_PTR ended) {
    finish_request(receives.request(), ended);
    finish_request(sends.request(), ended);
  }
};

}  // namespace

TEST_SUITE_BEGIN("windows_calls");

TEST_CASE("each_status_has_its_error") {
  const scripted_calls script;
  for (const auto& [ended, condition] : meanings) {
    CAPTURE(ended);
    two_transfers one;
    one.finish_both(ended);
    // A receive that nobody has cancelled would go on.
    if (condition == std::errc::operation_canceled) one.pair.client.cancel(one.received);
    CHECK(run_until_completed(*one.proactor, {&one.received, &one.sent}));
    CHECK(one.received.error() == condition);
    CHECK(one.sent.error() == condition);
  }
}

// cppalliance/corosio #98 and #319: after closesocket Windows reports ERROR_NETNAME_DELETED, which
// a reset has too. "closesocket" on Microsoft Learn promises WSA_OPERATION_ABORTED.
TEST_CASE("after_a_close_each_failure_is_a_cancel") {
  const scripted_calls script;
  for (const auto& [ended, condition] : meanings) {
    CAPTURE(ended);
    two_transfers one;
    one.pair.client.close(one.closed);
    one.finish_both(ended);
    CHECK(run_until_completed(*one.proactor, {&one.received, &one.sent, &one.closed}));
    CHECK(one.received.error() == std::errc::operation_canceled);
    CHECK(one.sent.error() == std::errc::operation_canceled);
  }
}

// "Using NTSTATUS Values" on Microsoft Learn: values without the highest bit are successes.
TEST_CASE("a_success_with_information_is_a_success") {
  const scripted_calls script;
  for (const ULONG_PTR ended : {ULONG_PTR{0}, ULONG_PTR{0x40000000}}) {
    CAPTURE(ended);
    two_transfers one;
    finish_request(one.receives.request(), ended, 3);
    finish_request(one.sends.request(), ended, 8);
    CHECK(run_until_completed(*one.proactor, {&one.received, &one.sent}));
    CHECK_FALSE(one.received.error());
    CHECK_FALSE(one.sent.error());
  }
}

// RtlNtStatusToDosError translates statuses that are not of the network.
TEST_CASE("an_unusual_status_is_an_error") {
  const scripted_calls script;
  constexpr ULONG_PTR no_such_member = 0xc000017a;
  two_transfers one;
  one.finish_both(no_such_member);
  CHECK(run_until_completed(*one.proactor, {&one.received, &one.sent}));
  CHECK(one.received.error());
  CHECK(one.sent.error());
}

TEST_SUITE_END();
