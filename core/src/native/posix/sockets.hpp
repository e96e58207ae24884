// sockets: the types and names of this system's socket functions. Each system's folder has such a
// file, so that code whose names alone differ is written once.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <naru/error.hpp>
#include <naru/native_handle.hpp>

#include <cerrno>

namespace naru::detail::native {

using handle = int;
using length = socklen_t;
/// The type that IP_MULTICAST_TTL and IP_MULTICAST_LOOP take.
using multicast_number = unsigned char;

inline constexpr handle no_handle = -1;

[[nodiscard]] inline handle to_handle(native_handle from) noexcept {
  return static_cast<handle>(from);
}

/// Why the last call of this thread failed.
[[nodiscard]] inline std::error_code last_error() noexcept { return {errno, system_category()}; }

inline constexpr int shut_sending = SHUT_WR;

/// A stream socket that child processes do not inherit; no_handle if the system refuses.
[[nodiscard]] handle open_stream(int family) noexcept;
/// A datagram socket that does not block and that child processes do not inherit.
[[nodiscard]] handle open_datagram(int family) noexcept;
void close(handle socket) noexcept;

template <class Value>
std::error_code set_option(handle socket, int level, int name, const Value& value) noexcept {
  return ::setsockopt(socket, level, name, &value, sizeof value) == 0 ? std::error_code()
                                                                      : last_error();
}

}  // namespace naru::detail::native
