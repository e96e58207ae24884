#include "failing_call.hpp"

#include <dlfcn.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <ctime>

namespace torture {
namespace {

constinit std::atomic<bool> counting{false};
constinit std::atomic<std::size_t> left{0};  // calls up to the one that fails, and that one
constinit std::atomic<const char*> failed_name{nullptr};

/// Whether this call is the one.
bool fails(const char* function, int error) noexcept {
  if (!counting.load(std::memory_order_acquire)) return false;
  if (left.fetch_sub(1, std::memory_order_acq_rel) != 1) return false;
  counting.store(false, std::memory_order_release);
  failed_name.store(function, std::memory_order_release);
  errno = error;
  return true;
}

/// What a function of this program has replaced.
template <class Function>
Function* replaced(const char* name) noexcept {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

failing_call::failing_call(std::size_t before) noexcept {
  failed_name = nullptr;
  left = before + 1;
  counting.store(true, std::memory_order_release);
}

failing_call::~failing_call() { counting = false; }

bool call_failed() noexcept { return failed_name.load(std::memory_order_acquire) != nullptr; }

std::string_view failed_function() noexcept {
  const char* const name = failed_name.load(std::memory_order_acquire);
  return name != nullptr ? name : "none";
}

}  // namespace torture

using torture::fails;
using torture::replaced;

// The real one is looked up once. The specifier is that of the C library's declaration. Closing a
// descriptor is not among them: it always closes.
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
NARU_REPLACE(int, epoll_ctl, (int set, int what, int fd, epoll_event* event),
             (set, what, fd, event), ENOMEM, noexcept)
NARU_REPLACE(int, epoll_wait, (int set, epoll_event* events, int most, int limit),
             (set, events, most, limit), EINTR, )
NARU_REPLACE(int, eventfd, (unsigned value, int flags), (value, flags), EMFILE, noexcept)
NARU_REPLACE(int, timerfd_create, (clockid_t clock, int flags), (clock, flags), EMFILE, noexcept)
NARU_REPLACE(int, setsockopt, (int fd, int level, int name, const void* value, socklen_t size),
             (fd, level, name, value, size), ENOBUFS, noexcept)
NARU_REPLACE(int, getsockname, (int fd, sockaddr* where, socklen_t* size), (fd, where, size),
             ENOBUFS, noexcept)
NARU_REPLACE(int, pipe2, (int* ends, int flags), (ends, flags), EMFILE, noexcept)
NARU_REPLACE(int, shutdown, (int fd, int how), (fd, how), ENOTCONN, noexcept)

// This one returns its error.
int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*function)(void*),
                   void* argument) noexcept {
  static auto* const real =
      replaced<int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*)>("pthread_create");
  return fails("pthread_create", EAGAIN) ? EAGAIN : real(thread, attributes, function, argument);
}

}  // extern "C"
