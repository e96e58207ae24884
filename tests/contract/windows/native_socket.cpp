#include "../native_socket.hpp"

#include <winsock2.h>
#include <windows.h>

namespace contract {
namespace {

SOCKET socket_of(naru::native_handle handle) { return static_cast<SOCKET>(handle); }

}  // namespace

native_socket::native_socket(kind which)
    : handle_(::socket(AF_INET, which == kind::stream ? SOCK_STREAM : SOCK_DGRAM, 0)) {}

native_socket::~native_socket() {
  if (handle_ != none) ::closesocket(socket_of(handle_));
}

bool native_socket::connect(const naru::endpoint& peer) const {
  sockaddr_in target{};
  target.sin_family = AF_INET;
  target.sin_port = htons(peer.port());
  target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return ::connect(socket_of(handle_), reinterpret_cast<sockaddr*>(&target), sizeof target) == 0;
}

bool native_socket::send(std::byte byte) const {
  const char one = static_cast<char>(byte);
  return ::send(socket_of(handle_), &one, 1, 0) == 1;
}

bool native_socket::is_open() const {
  int type = 0;
  int size = sizeof type;
  return ::getsockopt(socket_of(handle_), SOL_SOCKET, SO_TYPE, reinterpret_cast<char*>(&type),
                      &size) == 0;
}

bool is_inherited(naru::native_handle handle) noexcept {
  DWORD flags = HANDLE_FLAG_INHERIT;
  GetHandleInformation(reinterpret_cast<HANDLE>(handle), &flags);
  return (flags & HANDLE_FLAG_INHERIT) != 0;
}

}  // namespace contract
