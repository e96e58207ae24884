#include <fcntl.h>
#include <unistd.h>

#include "system/posix/descriptors.hpp"

namespace naru::detail {
namespace {

// Best effort: a child that starts before the call inherits the descriptor.
void keep_from_children(int descriptor) noexcept { ::fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

// Also keeps a send to a peer that has gone from raising a signal; other systems are told at each
// send.
native::handle prepared(native::handle socket) noexcept {
  if (socket == native::no_handle) return socket;
  keep_from_children(socket);
  static_cast<void>(native::set_option(socket, SOL_SOCKET, SO_NOSIGPIPE, 1));
  return socket;
}

}  // namespace

native::handle native::open_socket(int family, int type) noexcept {
  return prepared(::socket(family, type, 0));
}

native::handle native::accept_connection(handle listener, sockaddr* peer, length& size) noexcept {
  return prepared(::accept(listener, peer, &size));
}

bool native::open_pipe(std::array<int, 2>& ends) noexcept {
  if (::pipe(ends.data()) != 0) return false;
  for (const int end : ends) keep_from_children(end);
  return true;
}

}  // namespace naru::detail
