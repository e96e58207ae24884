// claim_address: takes a listener's address for this program, as the system wants it said.
#pragma once

#include <cstdint>
#include <system_error>

namespace naru::detail {

/// On POSIX, SO_REUSEADDR: a server that restarts must not wait for its old connections to expire.
/// On Windows that option would let any program take the port over; SO_EXCLUSIVEADDRUSE forbids it.
std::error_code claim_address(std::uintptr_t native_socket) noexcept;

/// What a refused bind says. Windows says "access denied" of a port that somebody holds
/// exclusively: that is address_in_use.
std::error_code bind_error(const std::error_code& error) noexcept;

}  // namespace naru::detail
