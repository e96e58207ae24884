// descriptors: sockets and pipes that child processes do not inherit, even if a child is made on
// another thread meanwhile. descriptors.cpp is for systems that make them so in one call,
// descriptors_macos.cpp for macOS, which has to be told afterwards.
#pragma once

#include <sys/ioctl.h>

#include <array>

#include <sockets.hpp>

namespace naru::detail::native {

/// Returns no_handle and sets errno if the system refuses.
[[nodiscard]] handle open_socket(int family, int type) noexcept;
/// Takes the next connection of a listener. `peer` has room for `size` bytes, and `size` becomes
/// the number that were written.
[[nodiscard]] handle accept_connection(handle listener, sockaddr* peer, length& size) noexcept;
/// From this call on, no call on the socket waits. Returns false and sets errno if the system
/// refuses.
[[nodiscard]] inline bool set_non_blocking(handle socket) noexcept {
  int on = 1;
  return ::ioctl(socket, FIONBIO, &on) == 0;
}
/// Opens a pipe: the end to read from and the end to write to. Returns false and sets errno if the
/// system refuses.
[[nodiscard]] bool open_pipe(std::array<int, 2>& ends) noexcept;

}  // namespace naru::detail::native
