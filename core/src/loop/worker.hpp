// worker: the part of a loop that belongs to one thread while that thread is inside run.
#pragma once

#include "loop/loop.hpp"
#include "loop/operation_queue.hpp"

namespace naru::detail {

class loop::worker {
 public:
  explicit worker(loop& owner);
  /// Gives back what was not run, and wakes another worker if there is something for it to do. Also
  /// runs if an exception leaves run.
  ~worker();
  worker(const worker&) = delete;
  worker& operator=(const worker&) = delete;

  /// The calling thread's worker in that loop, or null.
  [[nodiscard]] static worker* find(const loop& owner) noexcept {
    worker* each = innermost_;
    while (each != nullptr && &each->loop_ != &owner) each = each->outer_;
    return each;
  }

  /// Moves what is in at_once to the front of ready. For a run that a stop or an exception ends.
  void put_back_what_finished_at_once() noexcept;

  ready_queue ready;  // completed, in order
  // Finished inside the completion function that runs now. They run before what is ready.
  operation_queue at_once;
  posted_work posted;           // taken from the loop; runs after what is ready
  std::size_t posts_taken = 0;  // of those in posted, which are the first
  std::int64_t outstanding = 0;
  std::size_t rounds = 0;  // of the ready queue, left before the next batch
  int at_once_budget = 0;  // 0 outside of completion functions
  counter_block counted;
  bool waiting = false;
  std::chrono::steady_clock::time_point looks_at;  // while it waits: when it looks without a wake
  bool woken = false;

 private:
  loop& loop_;
  worker* const outer_;  // this thread's worker in another loop

  friend class loop;
  worker* previous_ = nullptr;  // workers of this loop, on other threads
  worker* next_ = nullptr;

  // constinit, because otherwise each use in another file would ask whether it is initialised.
  static constinit thread_local worker* innermost_;
};

}  // namespace naru::detail
