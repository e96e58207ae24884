// system_errors: the errors with which the calls of a system fail. This is the one list of them.
// docs/errors.md tells what each means.
#pragma once

#include <cstdint>
#include <system_error>

#include "simulated/random_source.hpp"

namespace naru::detail {

/// The kinds of calls that system_faults tells apart, in its order.
enum class system_call : std::uint8_t {
  open,
  bind,
  connect,
  accept,
  receive,
  send,
  receive_datagram,
  send_datagram,
  look_up
};

inline constexpr int system_calls = 9;

/// One of the errors that such a call has on a real system.
[[nodiscard]] std::error_code draw_error(system_call which, random_source& random) noexcept;

}  // namespace naru::detail
