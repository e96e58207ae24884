// claim_address: takes a listener's address for this program, as the system wants it said.
#pragma once

#include <cstdint>
#include <system_error>

namespace naru::detail {

/// On POSIX, SO_REUSEADDR: a server that restarts must not wait for its old connections to expire.
/// On Windows that option would let any program take the port over; SO_EXCLUSIVEADDRUSE forbids it.
std::error_code claim_address(std::uintptr_t native_socket) noexcept;

}  // namespace naru::detail
