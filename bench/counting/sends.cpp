#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "real_call.hpp"

using bench::counter;
using bench::real_call;
using bench::sent;

extern "C" ssize_t send(int socket, const void* bytes, size_t size, int flags) {
  static const auto real = real_call<ssize_t(int, const void*, size_t, int)>("send");
  return sent(counter::send, real(socket, bytes, size, flags));
}

extern "C" ssize_t sendto(int socket, const void* bytes, size_t size, int flags,
                          const sockaddr* target, socklen_t target_size) {
  static const auto real =
      real_call<ssize_t(int, const void*, size_t, int, const sockaddr*, socklen_t)>("sendto");
  return sent(counter::sendto, real(socket, bytes, size, flags, target, target_size));
}

extern "C" ssize_t sendmsg(int socket, const msghdr* message, int flags) {
  static const auto real = real_call<ssize_t(int, const msghdr*, int)>("sendmsg");
  return sent(counter::sendmsg, real(socket, message, flags));
}

extern "C" int sendmmsg(int socket, mmsghdr* messages, unsigned count, int flags) {
  static const auto real = real_call<int(int, mmsghdr*, unsigned, int)>("sendmmsg");
  return sent(counter::sendmmsg, real(socket, messages, count, flags));
}

extern "C" ssize_t write(int file, const void* bytes, size_t size) {
  static const auto real = real_call<ssize_t(int, const void*, size_t)>("write");
  return sent(counter::write, real(file, bytes, size));
}

extern "C" ssize_t writev(int file, const iovec* parts, int count) {
  static const auto real = real_call<ssize_t(int, const iovec*, int)>("writev");
  return sent(counter::writev, real(file, parts, count));
}
