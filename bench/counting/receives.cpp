#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "real_call.hpp"

using bench::counter;
using bench::real_call;
using bench::received;

extern "C" ssize_t recv(int socket, void* room, size_t size, int flags) {
  static const auto real = real_call<ssize_t(int, void*, size_t, int)>("recv");
  return received(counter::recv, real(socket, room, size, flags));
}

extern "C" ssize_t recvfrom(int socket, void* room, size_t size, int flags, sockaddr* source,
                            socklen_t* source_size) {
  static const auto real =
      real_call<ssize_t(int, void*, size_t, int, sockaddr*, socklen_t*)>("recvfrom");
  return received(counter::recvfrom, real(socket, room, size, flags, source, source_size));
}

extern "C" ssize_t recvmsg(int socket, msghdr* message, int flags) {
  static const auto real = real_call<ssize_t(int, msghdr*, int)>("recvmsg");
  return received(counter::recvmsg, real(socket, message, flags));
}

extern "C" int recvmmsg(int socket, mmsghdr* messages, unsigned count, int flags,
                        timespec* timeout) {
  static const auto real = real_call<int(int, mmsghdr*, unsigned, int, timespec*)>("recvmmsg");
  return received(counter::recvmmsg, real(socket, messages, count, flags, timeout));
}

extern "C" ssize_t read(int file, void* room, size_t size) {
  static const auto real = real_call<ssize_t(int, void*, size_t)>("read");
  return received(counter::read, real(file, room, size));
}

extern "C" ssize_t readv(int file, const iovec* parts, int count) {
  static const auto real = real_call<ssize_t(int, const iovec*, int)>("readv");
  return received(counter::readv, real(file, parts, count));
}
