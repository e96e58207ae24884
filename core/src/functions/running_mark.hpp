// running_mark: the thread that runs a place's functions now. The end of the place waits for it.
#pragma once

#include <naru/detail/spin_lock.hpp>

#include <cassert>
#include <mutex>
#include <thread>

namespace naru::detail {

class running_mark {
 public:
  // These need the lock of the place.
  void begin() noexcept {
    assert(runner_ == std::thread::id());  // invariant: one-runner
    runner_ = std::this_thread::get_id();
  }
  void end() noexcept { runner_ = {}; }
  [[nodiscard]] bool is_set() const noexcept { return runner_ != std::thread::id(); }
  [[nodiscard]] bool is_this_thread() const noexcept {
    return runner_ == std::this_thread::get_id();
  }

  /// Waits until no other thread runs a function. `lock` is the lock of the place, not held.
  void wait(spin_lock& lock) const noexcept {
    for (unsigned tries = 0;; ++tries) {
      {
        const std::lock_guard guard(lock);
        if (!is_set() || is_this_thread()) return;
      }
      spin_lock::give_way(tries);
    }
  }

 private:
  std::thread::id runner_;
};

}  // namespace naru::detail
