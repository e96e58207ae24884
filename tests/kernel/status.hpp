// status: the kernel statuses with which requests end (names and values: MS-ERREF section 2.3).
#pragma once

#include <winsock2.h>
#include <windows.h>

#include <cstdint>

namespace kernel {

enum class status : std::uint32_t {
  success = 0,
  pending = 0x103,
  buffer_overflow = 0x80000005,
  insufficient_resources = 0xc000009a,
  pipe_disconnected = 0xc00000b0,
  cancelled = 0xc0000120,
  local_disconnect = 0xc000013b,
  invalid_connection = 0xc0000140,
  invalid_parameter = 0xc000000d,
  connection_reset = 0xc000020d,
  address_closed = 0xc000020b,
  connection_refused = 0xc0000236,
  network_unreachable = 0xc000023c,
  port_unreachable = 0xc000023f,
  connection_aborted = 0xc0000241,
  access_denied = 0xc0000022,
};

/// A warning is reported by the call and by a packet, too.
[[nodiscard]] constexpr bool is_error(status which) noexcept {
  return static_cast<std::uint32_t>(which) >= 0xc0000000U;
}

/// The error by which Winsock reports a status that a call returns. 0 for success.
[[nodiscard]] int winsock_error(status which) noexcept;

}  // namespace kernel
