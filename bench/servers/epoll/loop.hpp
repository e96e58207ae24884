// The floor: the cost of the system itself, with nothing between it and the program.
#pragma once

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <system_error>

#include "../options.hpp"

namespace bench {

inline int check(int result) {
  if (result < 0) throw std::system_error(errno, std::generic_category());
  return result;
}

/// A socket that is bound to a free port of 127.0.0.1, which is announced.
inline int bound_socket(int type) {
  const int made = check(socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  check(bind(made, reinterpret_cast<const sockaddr*>(&address), sizeof(address)));
  if (type == SOCK_STREAM) check(listen(made, 4096));
  socklen_t size = sizeof(address);
  check(getsockname(made, reinterpret_cast<sockaddr*>(&address), &size));
  announce(ntohs(address.sin_port));
  return made;
}

/// Calls `handle(data.ptr)` for everything that is ready to be read, for ever.
template <class Handle>
[[noreturn]] void dispatch(int poll, Handle handle) {
  std::array<epoll_event, 256> events{};
  for (;;) {
    const int count = epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) handle(events[static_cast<std::size_t>(i)].data.ptr);
  }
}

// If the system does not take everything at once, this waits: a bare loop has no queue. It rarely
// happens.
inline bool send_all(int socket, const char* bytes, std::size_t size) {
  while (size != 0) {
    const ssize_t sent = send(socket, bytes, size, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) return false;
    if (sent < 0) continue;
    bytes += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

inline void watch(int poll, int socket, void* context) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = context;
  check(epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event));
}

}  // namespace bench
