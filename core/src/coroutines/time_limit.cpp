#include <naru/detail/proactor_access.hpp>
#include <naru/detail/time_limit.hpp>

#include <naru/detail/home.hpp>
#include <naru/detail/spin_lock.hpp>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <new>

namespace naru::detail {
namespace {

using namespace std::chrono_literals;

// If a limit has its turn this late, the machine or the loop was held up.
constexpr proactor::duration stall_min = 10ms;

// How often an ending task looks again for the end of an extension of its limit.
constexpr unsigned looks_max = 8;

}  // namespace

void time_limit::begin(promise_base& task) {
  assert(task_ == nullptr);
  home_ = &home_of(&task);
  proactor_access::start_timer(*home_, entry_, deadline_after(*home_, time_), *this);
  task_ = &task;
  stop_above_ = task.context.stop;
  stop_.attach(stop_above_);
  task.context.stop = &stop_;
}

// Nothing else resumes the task, because what it awaited has ended. If on_expired is about to
// start the timer again, this looks again for a moment. Otherwise the task waits for that timer.
bool time_limit::ends_now() noexcept {
  for (unsigned looks = 0; !proactor_access::withdraw_timer(*home_, entry_); ++looks) {
    const bool extended = progress_.load(std::memory_order_acquire) == progress::extended;
    if (!extended || looks == looks_max) return false;
    spin_lock::give_way(looks);
  }
  return true;
}

// If the limit has been extended since ends_now looked, its timer may be far away. So the task
// looks once more instead of waiting for the timer.
bool time_limit::stays_suspended() noexcept {
  progress before = progress::running;
  if (progress_.compare_exchange_strong(before, progress::awaited)) return true;
  if (before == progress::extended && ends_now()) return false;
  return progress_.exchange(progress::awaited, std::memory_order_acq_rel) != progress::expired;
}

bool time_limit::runs() const noexcept {
  const progress now = progress_.load(std::memory_order_acquire);
  return now == progress::running || now == progress::extended;
}

// After a stall the task gets back the time that it was held up, once and at most its limit.
// Everything that it awaits may have come in time, but it takes one turn of the loop for each.
// After the timer has started, the task may end and this object be gone.
bool time_limit::extend() noexcept {
  const proactor::duration late = home_->now() - entry_.deadline;
  if (late < stall_min) return false;
  progress before = progress::running;
  if (!progress_.compare_exchange_strong(before, progress::extended)) return false;
  try {
    proactor_access::start_timer(*home_, entry_, deadline_after(*home_, std::min(late, time_)),
                                 *this);
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

bool time_limit::has_passed() noexcept {
  assert(!pending() && task_->context.stop == &stop_);
  stop_.detach();
  task_->context.stop = stop_above_;
  return passed_;
}

void time_limit::on_expired(operation& self) {
  auto& me = static_cast<time_limit&>(self);
  // If another stop came first, the limit has not ended the task, however late the task ends. The
  // same is true if the task has ended already and only waits for this function.
  if (me.runs() && !me.result().error) {
    if (me.extend()) return;
    me.passed_ = me.stop_.request();
  }
  const progress before = me.progress_.exchange(progress::expired, std::memory_order_acq_rel);
  if (before == progress::awaited) resume(*me.task_);
}

}  // namespace naru::detail
