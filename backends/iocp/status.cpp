// GetQueuedCompletionStatusEx reports kernel statuses. Win32's own translation of them loses
// differences that a network program needs: a peer's reset and a local close both become
// ERROR_NETNAME_DELETED (64). So the statuses of the network are mapped here, in the way in which
// Winsock reports them (names and values: MS-ERREF section 2.3). The system translates the rest.
#include "iocp/status.hpp"

#include <algorithm>
#include <array>

#include "iocp/winsock.hpp"

#include <winternl.h>

namespace naru::detail {
namespace {

struct mapping {
  unsigned long status;
  DWORD code;
};

constexpr std::array mappings{
    mapping{0x80000005UL, WSAEMSGSIZE},            // STATUS_BUFFER_OVERFLOW
    mapping{0x8000000aUL, WSA_OPERATION_ABORTED},  // STATUS_HANDLES_CLOSED
    mapping{0xc0000017UL, WSAENOBUFS},             // STATUS_NO_MEMORY
    mapping{0xc0000044UL, WSAENOBUFS},             // STATUS_QUOTA_EXCEEDED
    mapping{0xc000009aUL, WSAENOBUFS},             // STATUS_INSUFFICIENT_RESOURCES
    mapping{0xc00000a1UL, WSAENOBUFS},             // STATUS_WORKING_SET_QUOTA
    mapping{0xc00000b0UL, WSAESHUTDOWN},           // STATUS_PIPE_DISCONNECTED
    mapping{0xc00000b5UL, WSAETIMEDOUT},           // STATUS_IO_TIMEOUT
    mapping{0xc0000120UL, WSA_OPERATION_ABORTED},  // STATUS_CANCELLED
    mapping{0xc000013bUL, WSAECONNABORTED},        // STATUS_LOCAL_DISCONNECT
    mapping{0xc000013cUL, WSAECONNRESET},          // STATUS_REMOTE_DISCONNECT
    mapping{0xc000013eUL, WSAECONNRESET},          // STATUS_LINK_FAILED
    mapping{0xc000013fUL, WSAECONNRESET},          // STATUS_LINK_TIMEOUT
    mapping{0xc0000140UL, WSAENOTCONN},            // STATUS_INVALID_CONNECTION
    mapping{0xc0000141UL, WSAEADDRNOTAVAIL},       // STATUS_INVALID_ADDRESS
    mapping{0xc0000203UL, WSAECONNRESET},          // STATUS_USER_SESSION_DELETED
    mapping{0xc000020aUL, WSAEADDRINUSE},          // STATUS_ADDRESS_ALREADY_EXISTS
    mapping{0xc000020cUL, WSAECONNABORTED},        // STATUS_CONNECTION_DISCONNECTED
    mapping{0xc000020dUL, WSAECONNRESET},          // STATUS_CONNECTION_RESET
    mapping{0xc0000236UL, WSAECONNREFUSED},        // STATUS_CONNECTION_REFUSED
    mapping{0xc0000237UL, WSAESHUTDOWN},           // STATUS_GRACEFUL_DISCONNECT
    mapping{0xc000023cUL, WSAENETUNREACH},         // STATUS_NETWORK_UNREACHABLE
    mapping{0xc000023dUL, WSAEHOSTUNREACH},        // STATUS_HOST_UNREACHABLE
    mapping{0xc000023eUL, WSAENETUNREACH},         // STATUS_PROTOCOL_UNREACHABLE
    mapping{0xc000023fUL, WSAECONNREFUSED},        // STATUS_PORT_UNREACHABLE
    mapping{0xc0000240UL, WSA_OPERATION_ABORTED},  // STATUS_REQUEST_ABORTED
    mapping{0xc0000241UL, WSAECONNABORTED},        // STATUS_CONNECTION_ABORTED
};

}  // namespace

std::error_code error_from_status(long status) noexcept {
  if (status >= 0) return {};  // NT_SUCCESS: severities success and informational
  const auto value = static_cast<unsigned long>(status);
  const auto found = std::ranges::find(mappings, value, &mapping::status);
  if (found != mappings.end()) return system_error(found->code);
  return system_error(::RtlNtStatusToDosError(static_cast<NTSTATUS>(status)));
}

}  // namespace naru::detail
