// All counted calls that move no bytes.
#include <poll.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cstdarg>

#include "real_call.hpp"

using bench::called;
using bench::counter;
using bench::real_call;

extern "C" int epoll_wait(int set, epoll_event* events, int count, int timeout) {
  static const auto real = real_call<int(int, epoll_event*, int, int)>("epoll_wait");
  return called(counter::epoll_wait, real(set, events, count, timeout));
}

extern "C" int epoll_pwait(int set, epoll_event* events, int count, int timeout,
                           const sigset_t* mask) {
  static const auto real =
      real_call<int(int, epoll_event*, int, int, const sigset_t*)>("epoll_pwait");
  return called(counter::epoll_pwait, real(set, events, count, timeout, mask));
}

extern "C" int epoll_ctl(int set, int operation, int file, epoll_event* event) noexcept {
  static const auto real = real_call<int(int, int, int, epoll_event*)>("epoll_ctl");
  return called(counter::epoll_ctl, real(set, operation, file, event));
}

extern "C" int poll(pollfd* files, nfds_t count, int timeout) {
  static const auto real = real_call<int(pollfd*, nfds_t, int)>("poll");
  return called(counter::poll, real(files, count, timeout));
}

extern "C" int accept(int socket, sockaddr* peer, socklen_t* size) {
  static const auto real = real_call<int(int, sockaddr*, socklen_t*)>("accept");
  return called(counter::accept, real(socket, peer, size));
}

extern "C" int accept4(int socket, sockaddr* peer, socklen_t* size, int flags) {
  static const auto real = real_call<int(int, sockaddr*, socklen_t*, int)>("accept4");
  return called(counter::accept4, real(socket, peer, size, flags));
}

extern "C" int close(int file) {
  static const auto real = real_call<int(int)>("close");
  return called(counter::close, real(file));
}

extern "C" int shutdown(int socket, int how) noexcept {
  static const auto real = real_call<int(int, int)>("shutdown");
  return called(counter::shutdown, real(socket, how));
}

extern "C" int getsockopt(int socket, int level, int name, void* value, socklen_t* size) noexcept {
  static const auto real = real_call<int(int, int, int, void*, socklen_t*)>("getsockopt");
  return called(counter::getsockopt, real(socket, level, name, value, size));
}

extern "C" int setsockopt(int socket, int level, int name, const void* value,
                          socklen_t size) noexcept {
  static const auto real = real_call<int(int, int, int, const void*, socklen_t)>("setsockopt");
  return called(counter::setsockopt, real(socket, level, name, value, size));
}

extern "C" int timerfd_settime(int timer, int flags, const itimerspec* time,
                               itimerspec* before) noexcept {
  static const auto real =
      real_call<int(int, int, const itimerspec*, itimerspec*)>("timerfd_settime");
  return called(counter::timerfd_settime, real(timer, flags, time, before));
}

extern "C" int ioctl(int file, unsigned long request, ...) noexcept {
  static const auto real = real_call<int(int, unsigned long, ...)>("ioctl");
  va_list arguments;
  va_start(arguments, request);
  void* const argument = va_arg(arguments, void*);
  va_end(arguments);
  return called(counter::ioctl, real(file, request, argument));
}

// libuv calls some functions of the system by their number.
extern "C" long syscall(long number, ...) noexcept {
  static const auto real = real_call<long(long, ...)>("syscall");
  va_list arguments;
  va_start(arguments, number);
  long a[6];
  for (long& each : a) each = va_arg(arguments, long);
  va_end(arguments);
  const long result = real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
  if (number == SYS_recvmmsg) return bench::received(counter::recvmmsg, result);
  if (number == SYS_sendmmsg) return bench::sent(counter::sendmmsg, result);
  if (number == SYS_io_uring_enter) return called(counter::io_uring_enter, result);
  return called(counter::other, result);
}
