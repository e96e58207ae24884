// sockets: the types and names of this system's socket functions. Each system's folder has such a
// file, so that code whose names alone differ is written once.
#pragma once

#include <winsock2.h>
#include <ws2tcpip.h>

#include <naru/error.hpp>
#include <naru/native_handle.hpp>

#include <algorithm>
#include <cstddef>

namespace naru::detail::native {

using handle = SOCKET;
using length = int;
/// The type that IP_MULTICAST_TTL and IP_MULTICAST_LOOP take.
using multicast_number = DWORD;

inline constexpr handle no_handle = INVALID_SOCKET;

[[nodiscard]] inline handle to_handle(native_handle from) noexcept {
  return static_cast<handle>(from);
}

/// Why the last call of this thread failed.
[[nodiscard]] inline std::error_code last_error() noexcept {
  return {::WSAGetLastError(), system_category()};
}

inline constexpr int shut_sending = SD_SEND;

/// A stream socket for overlapped I/O that child processes do not inherit; no_handle if the system
/// refuses.
[[nodiscard]] handle open_stream(int family) noexcept;
/// A datagram socket for overlapped I/O whose other calls do not block, and that child processes do
/// not inherit.
[[nodiscard]] handle open_datagram(int family) noexcept;
/// Closes the socket in every case. Waits for the peer if SO_LINGER says so. Every socket is
/// closed by this function.
void close(handle socket) noexcept;

/// The size to tell Winsock for the buffer of a datagram. No datagram is larger, and the system
/// locks the memory until one comes.
[[nodiscard]] inline ULONG room_of(std::size_t bytes) noexcept {
  return static_cast<ULONG>(std::min(bytes, std::size_t{65'536}));
}

template <class Value>
std::error_code set_option(handle socket, int level, int name, const Value& value) noexcept {
  const auto* const bytes = reinterpret_cast<const char*>(&value);
  return ::setsockopt(socket, level, name, bytes, static_cast<int>(sizeof value)) == 0
             ? std::error_code()
             : last_error();
}

}  // namespace naru::detail::native
