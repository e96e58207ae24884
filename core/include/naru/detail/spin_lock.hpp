// spin_lock: for the few instructions and the one system call that start or end an operation on
// one socket. One byte, so that every socket can have its own; released by a plain store, so that
// whoever takes it next may free the memory it lies in (std::mutex does not promise that).
#pragma once

#include <naru/detail/export.hpp>

#include <atomic>

namespace naru::detail {

class NARU_API spin_lock {
 public:
  void lock() noexcept {
    for (unsigned tries = 0; held_.test_and_set(std::memory_order_acquire); ++tries) {
      give_way(tries);
    }
  }
  void unlock() noexcept { held_.clear(std::memory_order_release); }

  /// Lets other threads run before the next try. After many tries it sleeps for a moment: the
  /// system call of the thread that is waited for may copy megabytes, or that thread has lost its
  /// processor. Out of line, as <thread> is a large header and this one is in most others.
  static void give_way(unsigned tries) noexcept;

 private:
  std::atomic_flag held_;
};

}  // namespace naru::detail
