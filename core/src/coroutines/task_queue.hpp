// task_queue: the tasks that one thread runs one after the other; see promise_base.hpp.
#pragma once

#include <naru/detail/promise_base.hpp>

#include <utility>

namespace naru::detail {

/// Tasks that wait for their turn, first in, first out, linked through themselves.
class task_queue {
 public:
  [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }

  void push(promise_base& next) noexcept {
    next.next_to_run = nullptr;
    (first_ != nullptr ? last_->next_to_run : first_) = &next;
    last_ = &next;
  }
  /// Null if the queue is empty.
  promise_base* pop() noexcept {
    return first_ == nullptr ? nullptr : std::exchange(first_, first_->next_to_run);
  }

 private:
  promise_base* first_ = nullptr;
  promise_base* last_ = nullptr;  // meaningless while first_ is null
};

/// Runs `first`, a task of the strand `serial`, and the tasks of that strand that it hands over
/// to. Returns the tasks outside the strand that are ready: they wait until this thread has left
/// the strand.
[[nodiscard]] task_queue run_in_strand(promise_base& first, strand_state& serial);

}  // namespace naru::detail
