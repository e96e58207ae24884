// held_threads: every thread of a proactor is inside a completion function and stays there, as
// after a pause of the machine. So no thread looks at the system or at the clock.
#pragma once

#include "support.hpp"

#include <deque>

namespace contract {

class held_threads {
 public:
  /// One completion function for each of `count` threads, which run `proactor` and are idle.
  held_threads(naru::proactor& proactor, unsigned count);
  held_threads(const held_threads&) = delete;
  held_threads& operator=(const held_threads&) = delete;
  ~held_threads() { release(); }

  /// True if all threads are held.
  [[nodiscard]] bool complete() const noexcept { return held_ == count_; }
  /// The threads go on.
  void release();

 private:
  void hold();

  const unsigned count_;
  std::atomic<unsigned> held_ = 0;
  std::atomic<bool> released_ = false;
  std::deque<recorder> functions_;
};

}  // namespace contract
