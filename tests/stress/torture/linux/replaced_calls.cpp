// Replaces functions of the C library, as Linux allows it to a program.
#include "../failing_call.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <ctime>

namespace {

bool fails(const char* function, int error) noexcept {
  if (!torture::is_to_fail(function)) return false;
  errno = error;
  return true;
}

/// The original of a function that this program has replaced.
template <class Function>
Function* replaced(const char* name) noexcept {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

/// The kind of the object behind a descriptor.
mode_t mode_of(int fd) noexcept {
  struct stat about = {};
  return ::fstat(fd, &about) == 0 ? about.st_mode : mode_t{0};
}

}  // namespace

bool torture::calls_can_fail() noexcept { return true; }

// The original is looked up once. The specifier is that of the C library's declaration. close is
// not among these functions, because closing a descriptor always succeeds.
#define NARU_REPLACE(result, name, parameters, arguments, error, specifier) \
  result name parameters specifier {                                        \
    static auto* const real = replaced<result parameters>(#name);           \
    return fails(#name, error) ? static_cast<result>(-1) : real arguments;  \
  }

extern "C" {

NARU_REPLACE(int, socket, (int domain, int type, int protocol), (domain, type, protocol), EMFILE,
             noexcept)
NARU_REPLACE(int, bind, (int fd, const sockaddr* where, socklen_t size), (fd, where, size),
             EADDRINUSE, noexcept)
NARU_REPLACE(int, listen, (int fd, int backlog), (fd, backlog), EADDRINUSE, noexcept)
NARU_REPLACE(int, accept, (int fd, sockaddr* peer, socklen_t* size), (fd, peer, size), EMFILE, )
NARU_REPLACE(int, accept4, (int fd, sockaddr* peer, socklen_t* size, int flags),
             (fd, peer, size, flags), EMFILE, )
NARU_REPLACE(int, connect, (int fd, const sockaddr* peer, socklen_t size), (fd, peer, size),
             ENETUNREACH, )
NARU_REPLACE(ssize_t, recv, (int fd, void* data, size_t size, int flags), (fd, data, size, flags),
             ECONNRESET, )
NARU_REPLACE(ssize_t, recvmsg, (int fd, msghdr* message, int flags), (fd, message, flags),
             ECONNRESET, )
NARU_REPLACE(int, recvmmsg, (int fd, mmsghdr* some, unsigned count, int flags, timespec* limit),
             (fd, some, count, flags, limit), ENOMEM, )
NARU_REPLACE(ssize_t, send, (int fd, const void* data, size_t size, int flags),
             (fd, data, size, flags), ECONNRESET, )
NARU_REPLACE(ssize_t, sendmsg, (int fd, const msghdr* message, int flags), (fd, message, flags),
             ENOBUFS, )
NARU_REPLACE(int, sendmmsg, (int fd, mmsghdr* some, unsigned count, int flags),
             (fd, some, count, flags), ENOBUFS, )
NARU_REPLACE(int, epoll_create1, (int flags), (flags), EMFILE, noexcept)
NARU_REPLACE(int, epoll_wait, (int set, epoll_event* events, int most, int limit),
             (set, events, most, limit), EINTR, )
NARU_REPLACE(int, eventfd, (unsigned value, int flags), (value, flags), EMFILE, noexcept)
NARU_REPLACE(int, timerfd_create, (clockid_t clock, int flags), (clock, flags), EMFILE, noexcept)
NARU_REPLACE(int, setsockopt, (int fd, int level, int name, const void* value, socklen_t size),
             (fd, level, name, value, size), ENOBUFS, noexcept)
NARU_REPLACE(int, getsockname, (int fd, sockaddr* where, socklen_t* size), (fd, where, size),
             ENOBUFS, noexcept)
NARU_REPLACE(int, getsockopt, (int fd, int level, int name, void* value, socklen_t* size),
             (fd, level, name, value, size), ENOBUFS, noexcept)
NARU_REPLACE(int, getpeername, (int fd, sockaddr* where, socklen_t* size), (fd, where, size),
             ENOTCONN, noexcept)
NARU_REPLACE(int, pipe2, (int* ends, int flags), (ends, flags), EMFILE, noexcept)
NARU_REPLACE(int, shutdown, (int fd, int how), (fd, how), ENOTCONN, noexcept)

// Adding a descriptor takes memory; other commands do not. Asio does not check the result for its
// own descriptors, so nothing could tell the library.
int epoll_ctl(int set, int what, int fd, epoll_event* event) noexcept {
  static auto* const real = replaced<int(int, int, int, epoll_event*)>("epoll_ctl");
  const bool may_fail = what == EPOLL_CTL_ADD && S_ISSOCK(mode_of(fd));
  return may_fail && fails("epoll_ctl", ENOSPC) ? -1 : real(set, what, fd, event);
}

// A read from a pipe waits, and a signal may end that wait. Reads from the library's other
// descriptors do not wait.
ssize_t read(int fd, void* data, size_t size) {
  static auto* const real = replaced<ssize_t(int, void*, size_t)>("read");
  struct stat about{};
  const bool waits = ::fstat(fd, &about) == 0 && S_ISFIFO(about.st_mode);
  return waits && fails("read", EINTR) ? -1 : real(fd, data, size);
}

// These take the argument of the command, which is a pointer at most.
int fcntl(int fd, int command, ...) {
  static auto* const real = replaced<int(int, int, ...)>("fcntl");
  va_list rest;
  va_start(rest, command);
  void* const argument = va_arg(rest, void*);
  va_end(rest);
  return fails("fcntl", EINVAL) ? -1 : real(fd, command, argument);
}

int ioctl(int fd, unsigned long command, ...) noexcept {
  static auto* const real = replaced<int(int, unsigned long, ...)>("ioctl");
  va_list rest;
  va_start(rest, command);
  void* const argument = va_arg(rest, void*);
  va_end(rest);
  return fails("ioctl", EINVAL) ? -1 : real(fd, command, argument);
}

// This function returns its error.
int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*function)(void*),
                   void* argument) noexcept {
  static auto* const real =
      replaced<int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*)>("pthread_create");
  return fails("pthread_create", EAGAIN) ? EAGAIN : real(thread, attributes, function, argument);
}

}  // extern "C"
