// request: an OVERLAPPED that knows what to do when it has completed. It lies in the storage of the
// operation that it serves, or in a listener's accept slot.
#pragma once

#include <cstddef>
#include <system_error>

#include "status.hpp"
#include "winsock.hpp"

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

}  // namespace naru::detail
