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
  std::uint32_t status;
  DWORD code;
};

constexpr std::array mappings{
    mapping{0x80000005UL, WSAEMSGSIZE},            // STATUS_BUFFER_OVERFLOW
    mapping{0x8000000aUL, WSA_OPERATION_ABORTED},  // STATUS_HANDLES_CLOSED
    mapping{0xc0000002UL, WSAEOPNOTSUPP},          // STATUS_NOT_IMPLEMENTED
    mapping{0xc0000005UL, WSAEFAULT},              // STATUS_ACCESS_VIOLATION
    mapping{0xc0000007UL, WSAENOBUFS},             // STATUS_PAGEFILE_QUOTA
    mapping{0xc0000008UL, WSAENOTSOCK},            // STATUS_INVALID_HANDLE
    mapping{0xc000000eUL, WSAENETDOWN},            // STATUS_NO_SUCH_DEVICE
    mapping{0xc000000fUL, WSAENETDOWN},            // STATUS_NO_SUCH_FILE
    mapping{0xc0000017UL, WSAENOBUFS},             // STATUS_NO_MEMORY
    mapping{0xc0000018UL, WSAEADDRNOTAVAIL},       // STATUS_CONFLICTING_ADDRESSES
    mapping{0xc0000022UL, WSAEACCES},              // STATUS_ACCESS_DENIED
    mapping{0xc0000023UL, WSAEFAULT},              // STATUS_BUFFER_TOO_SMALL
    mapping{0xc0000024UL, WSAENOTSOCK},            // STATUS_OBJECT_TYPE_MISMATCH
    mapping{0xc0000034UL, WSAENETDOWN},            // STATUS_OBJECT_NAME_NOT_FOUND
    mapping{0xc000003aUL, WSAENETDOWN},            // STATUS_OBJECT_PATH_NOT_FOUND
    mapping{0xc0000043UL, WSAEADDRINUSE},          // STATUS_SHARING_VIOLATION
    mapping{0xc0000044UL, WSAENOBUFS},             // STATUS_QUOTA_EXCEEDED
    mapping{0xc0000097UL, WSAENOBUFS},             // STATUS_TOO_MANY_PAGING_FILES
    mapping{0xc000009aUL, WSAENOBUFS},             // STATUS_INSUFFICIENT_RESOURCES
    mapping{0xc00000a1UL, WSAENOBUFS},             // STATUS_WORKING_SET_QUOTA
    mapping{0xc00000a3UL, WSAEWOULDBLOCK},         // STATUS_DEVICE_NOT_READY
    mapping{0xc00000b0UL, WSAESHUTDOWN},           // STATUS_PIPE_DISCONNECTED
    mapping{0xc00000b5UL, WSAETIMEDOUT},           // STATUS_IO_TIMEOUT
    mapping{0xc00000bbUL, WSAEOPNOTSUPP},          // STATUS_NOT_SUPPORTED
    mapping{0xc00000bcUL, WSAECONNREFUSED},        // STATUS_REMOTE_NOT_LISTENING
    mapping{0xc00000beUL, WSAENETUNREACH},         // STATUS_BAD_NETWORK_PATH
    mapping{0xc00000bfUL, WSAENETDOWN},            // STATUS_NETWORK_BUSY
    mapping{0xc00000c3UL, WSAENETDOWN},            // STATUS_INVALID_NETWORK_RESPONSE
    mapping{0xc00000c4UL, WSAENETDOWN},            // STATUS_UNEXPECTED_NETWORK_ERROR
    mapping{0xc00000d0UL, WSAEWOULDBLOCK},         // STATUS_REQUEST_NOT_ACCEPTED
    mapping{0xc0000120UL, WSA_OPERATION_ABORTED},  // STATUS_CANCELLED
    mapping{0xc000012dUL, WSAENOBUFS},             // STATUS_COMMITMENT_LIMIT
    mapping{0xc000013bUL, WSAECONNABORTED},        // STATUS_LOCAL_DISCONNECT
    mapping{0xc000013cUL, WSAECONNRESET},          // STATUS_REMOTE_DISCONNECT
    mapping{0xc000013dUL, WSAENOBUFS},             // STATUS_REMOTE_RESOURCES
    mapping{0xc000013eUL, WSAECONNRESET},          // STATUS_LINK_FAILED
    mapping{0xc000013fUL, WSAECONNRESET},          // STATUS_LINK_TIMEOUT
    mapping{0xc0000140UL, WSAENOTCONN},            // STATUS_INVALID_CONNECTION
    mapping{0xc0000141UL, WSAEADDRNOTAVAIL},       // STATUS_INVALID_ADDRESS
    mapping{0xc0000203UL, WSAECONNRESET},          // STATUS_USER_SESSION_DELETED
    mapping{0xc0000206UL, WSAEMSGSIZE},            // STATUS_INVALID_BUFFER_SIZE
    mapping{0xc0000207UL, WSAEADDRNOTAVAIL},       // STATUS_INVALID_ADDRESS_COMPONENT
    mapping{0xc0000209UL, WSAEADDRINUSE},          // STATUS_TOO_MANY_ADDRESSES
    mapping{0xc000020aUL, WSAEADDRINUSE},          // STATUS_ADDRESS_ALREADY_EXISTS
    mapping{0xc000020cUL, WSAECONNABORTED},        // STATUS_CONNECTION_DISCONNECTED
    mapping{0xc000020dUL, WSAECONNRESET},          // STATUS_CONNECTION_RESET
    mapping{0xc000020fUL, WSAECONNABORTED},        // STATUS_TRANSACTION_ABORTED
    mapping{0xc0000236UL, WSAECONNREFUSED},        // STATUS_CONNECTION_REFUSED
    mapping{0xc0000237UL, WSAESHUTDOWN},           // STATUS_GRACEFUL_DISCONNECT
    mapping{0xc000023cUL, WSAENETUNREACH},         // STATUS_NETWORK_UNREACHABLE
    mapping{0xc000023dUL, WSAEHOSTUNREACH},        // STATUS_HOST_UNREACHABLE
    mapping{0xc000023eUL, WSAENETUNREACH},         // STATUS_PROTOCOL_UNREACHABLE
    mapping{0xc000023fUL, WSAECONNREFUSED},        // STATUS_PORT_UNREACHABLE
    mapping{0xc0000240UL, WSA_OPERATION_ABORTED},  // STATUS_REQUEST_ABORTED
    mapping{0xc0000241UL, WSAECONNABORTED},        // STATUS_CONNECTION_ABORTED
    mapping{0xc000a012UL, WSAENETRESET},           // STATUS_HOPLIMIT_EXCEEDED
};

}  // namespace

std::error_code error_from_status(std::int32_t status) noexcept {
  if (status >= 0) return {};  // NT_SUCCESS: severities success and informational
  const auto value = static_cast<std::uint32_t>(status);
  const auto found = std::ranges::find(mappings, value, &mapping::status);
  if (found != mappings.end()) return system_error(found->code);
  return system_error(::RtlNtStatusToDosError(static_cast<NTSTATUS>(status)));
}

}  // namespace naru::detail
