#include "../native_socket.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace contract {
namespace {

int descriptor(naru::native_handle handle) { return static_cast<int>(handle); }

}  // namespace

native_socket::native_socket(kind which)
    : handle_(static_cast<naru::native_handle>(
          ::socket(AF_INET, which == kind::stream ? SOCK_STREAM : SOCK_DGRAM, 0))) {}

native_socket::~native_socket() {
  if (handle_ != none) ::close(descriptor(handle_));
}

bool native_socket::connect(const naru::endpoint& peer) const {
  sockaddr_in target{};
  target.sin_family = AF_INET;
  target.sin_port = htons(peer.port());
  target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return ::connect(descriptor(handle_), reinterpret_cast<sockaddr*>(&target), sizeof target) == 0;
}

bool native_socket::send(std::byte byte) const {
  return ::send(descriptor(handle_), &byte, 1, 0) == 1;
}

bool native_socket::is_open() const {
  int type = 0;
  socklen_t size = sizeof type;
  return ::getsockopt(descriptor(handle_), SOL_SOCKET, SO_TYPE, &type, &size) == 0;
}

bool is_inherited(naru::native_handle handle) noexcept {
  return (::fcntl(descriptor(handle), F_GETFD) & FD_CLOEXEC) == 0;
}

}  // namespace contract
