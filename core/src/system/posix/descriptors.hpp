// descriptors: sockets and pipes that child processes do not inherit, not even one that is made on
// another thread meanwhile. descriptors.cpp is for systems that make them so in one call;
// descriptors_macos.cpp for the one that has to be told afterwards.
#pragma once

#include <array>

#include <sockets.hpp>

namespace naru::detail::native {

/// no_handle, and errno, where the system refuses.
[[nodiscard]] handle open_socket(int family, int type) noexcept;
/// The next connection of a listener; `peer` has room for `size` bytes, and says how many it has.
[[nodiscard]] handle accept_connection(handle listener, sockaddr* peer, length& size) noexcept;
/// The end to read from and the one to write to; false, and errno, where the system refuses.
[[nodiscard]] bool open_pipe(std::array<int, 2>& ends) noexcept;

}  // namespace naru::detail::native
