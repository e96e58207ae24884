// counters: how often a server called the heap and the system. A library that is loaded into the
// server (LD_PRELOAD) counts in a file that naru_bench_load reads, so that nothing is slowed down.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bench {

/// In the order of counter_names.
enum class counter : std::uint8_t {
  heap,          ///< without the next
  openssl_heap,  ///< OpenSSL's own
  recv,
  recvfrom,
  recvmsg,
  recvmmsg,
  read,
  readv,
  receive_again,  ///< one of those above that ended in EAGAIN; counted there, too
  send,
  sendto,
  sendmsg,
  sendmmsg,
  write,
  writev,
  send_again,  ///< one of those above that ended in EAGAIN; counted there, too
  epoll_wait,
  epoll_pwait,
  epoll_ctl,
  poll,
  accept,
  accept4,
  close,
  shutdown,
  getsockopt,
  setsockopt,
  ioctl,
  timerfd_settime,
  io_uring_enter,
  other,  ///< through syscall()
};

inline constexpr std::array<std::string_view, 30> counter_names = {
    "heap",           "openssl_heap", "recv",      "recvfrom",
    "recvmsg",        "recvmmsg",     "read",      "readv",
    "receive_again",  "send",         "sendto",    "sendmsg",
    "sendmmsg",       "write",        "writev",    "send_again",
    "epoll_wait",     "epoll_pwait",  "epoll_ctl", "poll",
    "accept",         "accept4",      "close",     "shutdown",
    "getsockopt",     "setsockopt",   "ioctl",     "timerfd_settime",
    "io_uring_enter", "other"};

static_assert(static_cast<std::size_t>(counter::other) + 1 == counter_names.size());

using counters = std::array<std::atomic<std::uint64_t>, counter_names.size()>;

}  // namespace bench
