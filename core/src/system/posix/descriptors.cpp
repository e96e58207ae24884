#include "system/posix/descriptors.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace naru::detail {

native::handle native::open_socket(int family, int type) noexcept {
  return ::socket(family, type | SOCK_CLOEXEC, 0);
}

native::handle native::accept_connection(handle listener, sockaddr* peer, length& size) noexcept {
  return ::accept4(listener, peer, &size, SOCK_CLOEXEC);
}

bool native::open_pipe(std::array<int, 2>& ends) noexcept {
  return ::pipe2(ends.data(), O_CLOEXEC) == 0;
}

}  // namespace naru::detail
