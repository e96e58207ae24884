// gate: opens when a number of threads have come to a point. It is like a std::latch on which one
// can wait with a time limit.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace samples {

class gate {
 public:
  explicit gate(std::size_t awaited) : awaited_(awaited) {}

  void arrive() {
    const std::lock_guard lock(mutex_);
    if (--awaited_ == 0) opened_.notify_all();
  }

  void wait() {
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [this] { return awaited_ == 0; });
  }

  /// Returns true if it has opened before `time` was over.
  [[nodiscard]] bool wait_for(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    return opened_.wait_for(lock, time, [this] { return awaited_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  std::size_t awaited_;
};

}  // namespace samples
