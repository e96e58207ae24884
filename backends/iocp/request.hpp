// request: an OVERLAPPED with the function that handles its completion. It lies in the storage of
// its operation, or in an accept slot of a listener.
#pragma once

#include <cstddef>
#include <optional>
#include <system_error>

#include "iocp/status.hpp"
#include "iocp/winsock.hpp"

namespace naru::detail {

struct request : OVERLAPPED {
  /// Called on the thread that dequeued the completion. It must not throw, because other
  /// completions wait behind it.
  using function = void (*)(request& self, std::size_t bytes,
                            const std::error_code& error) noexcept;

  explicit request(function on_completion) noexcept : OVERLAPPED{}, completed(on_completion) {}

  /// Prepares the request for its next use. An old event or status would confuse the system.
  void reset() noexcept { static_cast<OVERLAPPED&>(*this) = OVERLAPPED{}; }

  function completed;
};

/// Call this right after a call that starts `native` has returned a failure. Returns the error, or
/// nothing if the request is under way all the same.
[[nodiscard]] std::optional<std::error_code> refusal_of(request& native) noexcept;

/// True if the system has ended a request early. If the program has not cancelled it, the thread
/// has ended that started it, and the system has cancelled the requests of that thread. Windows
/// does so for some handles in spite of their completion port ("WSARecv" on Microsoft Learn).
[[nodiscard]] inline bool is_aborted(const std::error_code& error) noexcept {
  return error.value() == WSA_OPERATION_ABORTED;
}

/// Call this before `native` is cancelled, or before its handle is closed. The caller must keep the
/// request alive meanwhile. On Windows this does nothing, because Windows does not need it.
///
/// Wine carries a request out on the thread that started it, once the socket is ready. It then
/// finds the socket by the number of its handle. From the moment at which the socket is ready a
/// cancel finds nothing, although the request may go on. If the handle is closed in that moment,
/// another socket may soon get its number. Then the request takes that socket's bytes, or its
/// packet never comes. So this cancels the request again and again, until it is cancelled or has
/// ended. That takes microseconds; after a second this gives up.
void settle(SOCKET handle, request& native) noexcept;

}  // namespace naru::detail
