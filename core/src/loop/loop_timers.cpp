// How the timers of a loop are started, cancelled and moved, on any thread.
#include <naru/error.hpp>

#include <cassert>
#include <utility>

#include "loop/loop_operations.hpp"

namespace naru::detail {

void loop::remove_timer() noexcept {
  [[maybe_unused]] const std::size_t before = live_timers_.fetch_sub(1, std::memory_order_relaxed);
  assert(before != 0);
}

submission loop::start_timer(timer_entry& entry, time_point deadline, operation& op) {
  {
    refuse_pending(op);
    const std::lock_guard lock(mutex_);
    if (!entry.queued() && !shutting_down_) {
      assert(entry.waiting == nullptr);
      entry.deadline = deadline;
      timers_.insert(entry);  // may throw; then nothing waits
      entry.waiting = &op;
      operation_access::set_pending(op, true);
      operation_access::owner(op) = nullptr;
      trace_start(op, operation_kind::timer);
      counted_.started.add();
      counted_.timers_started.add();
      ++outstanding_;
      if (waiting_ != 0 && &timers_.front() == &entry) {
        watcher_ = nullptr;  // the watcher waits too long now
        wake_one();
      }
      return submission::pending;
    }
  }
  return fail(op, shutting_down_ ? std::make_error_code(std::errc::operation_canceled)
                                 : make_error_code(error::operation_already_pending));
}

void loop::cancel_timer(timer_entry& entry) noexcept {
  operation* waiting = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (!entry.queued()) return;
    timers_.remove(entry);
    waiting = std::exchange(entry.waiting, nullptr);
    assert(waiting != nullptr && waiting->pending());  // invariant: one-place
    counted_.timers_cancelled.add();
  }
  complete(*waiting, canceled_);
}

bool loop::withdraw_timer(timer_entry& entry) noexcept {
  const std::lock_guard lock(mutex_);
  if (!entry.queued()) return false;
  timers_.remove(entry);
  operation& withdrawn = *std::exchange(entry.waiting, nullptr);
  assert(withdrawn.pending());
  operation_access::result(withdrawn) = canceled_;
  observe_completion(counted_, withdrawn);
  trace_completion(withdrawn);
  operation_access::set_pending(withdrawn, false);
  counted_.timers_cancelled.add();
  --outstanding_;
  if (outstanding_ == 0) wake_one();
  return true;
}

loop::time_point loop::next_timer() noexcept {
  const std::lock_guard lock(mutex_);
  return timers_.empty() ? time_point::max() : timers_.earliest();
}

void loop::move_timer(timer_entry& from, timer_entry& to) noexcept {
  const std::lock_guard lock(mutex_);
  assert(&from != &to && !to.queued());
  timers_.replace(from, to);
}

void loop::keep_room(timer_entry& entry) {
  const std::lock_guard lock(mutex_);
  timers_.keep_room(entry);
}

void loop::give_back_room(timer_entry& entry) noexcept {
  const std::lock_guard lock(mutex_);
  timers_.give_back_room(entry);
}

}  // namespace naru::detail
