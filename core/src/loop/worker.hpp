// worker: one thread's part of a loop, for as long as it is inside run.
#pragma once

#include "loop/loop.hpp"

namespace naru::detail {

class loop::worker {
 public:
  explicit worker(loop& owner);
  /// Gives back what was not run and lets the other workers know if that concerns them. Also the
  /// way out of an exception.
  ~worker();
  worker(const worker&) = delete;
  worker& operator=(const worker&) = delete;

  /// The calling thread's worker in that loop, or null.
  [[nodiscard]] static worker* find(const loop& owner) noexcept {
    worker* each = innermost_;
    while (each != nullptr && &each->loop_ != &owner) each = each->outer_;
    return each;
  }

  ready_queue ready;   // completed, in order
  posted_work posted;  // taken from the loop, and to be run after what is ready
  std::int64_t outstanding = 0;
  std::size_t rounds = 0;  // of the ready queue before the next batch
  int inline_budget = 0;
  counter_block counted;
  bool waiting = false;
  std::chrono::steady_clock::time_point looks_at;  // while it waits: when it looks by itself
  bool woken = false;

 private:
  loop& loop_;
  worker* const outer_;  // of this thread, in another loop

  friend class loop;
  worker* previous_ = nullptr;  // of this loop, on other threads
  worker* next_ = nullptr;

  // constinit, or other files would ask each time whether it has been initialised.
  static constinit thread_local worker* innermost_;
};

}  // namespace naru::detail
