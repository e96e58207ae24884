// request: an OVERLAPPED that knows what to do when it has completed. It lies in the storage of the
// operation that it serves, or in a listener's accept slot.
#pragma once

#include <cstddef>
#include <optional>
#include <system_error>

#include "iocp/status.hpp"
#include "iocp/winsock.hpp"

namespace naru::detail {

struct request : OVERLAPPED {
  /// Called on the thread that dequeued the completion. Must not throw: others wait behind it.
  using function = void (*)(request& self, std::size_t bytes,
                            const std::error_code& error) noexcept;

  explicit request(function on_completion) noexcept : OVERLAPPED{}, completed(on_completion) {}

  /// For the next use: a stale event or status would confuse the system.
  void reset() noexcept { static_cast<OVERLAPPED&>(*this) = OVERLAPPED{}; }

  function completed;
};

/// Right after a call that was to start `native` has failed: why, or nothing if the request is
/// under way all the same.
[[nodiscard]] std::optional<std::error_code> refusal_of(request& native) noexcept;

/// Before `native` is cancelled, or its handle is closed. Does nothing on Windows, which needs no
/// such thing. Nobody may free the request meanwhile.
///
/// Wine carries a request out on the thread that started it, once the socket is ready, and then
/// looks the socket up by the number of its handle. From the moment at which the socket became
/// ready a cancel finds nothing, although the request may go on. If the handle is closed in that
/// moment, its number may soon be another socket's: the request takes that socket's bytes, or its
/// packet never comes. So the request is cancelled again and again until it has been cancelled or
/// has ended. That takes microseconds; after a second it is given up.
void settle(SOCKET handle, request& native) noexcept;

}  // namespace naru::detail
