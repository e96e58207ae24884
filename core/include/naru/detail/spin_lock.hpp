// spin_lock: a lock for the few instructions and the one system call that start or end an
// operation on one socket. It has one byte, so every socket can have its own. A plain store
// releases it, so the next thread that takes it may free the memory in which it lies (std::mutex
// does not promise that).
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
  /// For assertions: whether some thread holds it.
  [[nodiscard]] bool is_locked() const noexcept { return held_.test(std::memory_order_relaxed); }

  /// Lets other threads run before the next try. After many tries it sleeps for a moment, because
  /// the system call of the thread that holds the lock may copy megabytes, or that thread has lost
  /// its processor. Out of line, because <thread> is a large header and most other headers include
  /// this one.
  static void give_way(unsigned tries) noexcept;

 private:
  std::atomic_flag held_;
};

}  // namespace naru::detail
