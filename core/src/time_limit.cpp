#include <naru/detail/time_limit.hpp>

#include <naru/detail/home.hpp>

namespace naru::detail {

void time_limit::begin(promise_base& task) {
  home_ = &home_of(&task);
  home_->start_timer(entry_, deadline_after(*home_, time_), *this);
  task_ = &task;
  stop_above_ = task.context.stop;
  stop_.attach(stop_above_);
  task.context.stop = &stop_;
}

// The task is not resumed by anything else: what it awaited has ended.
bool time_limit::ends_now() noexcept { return home_->withdraw_timer(entry_); }

bool time_limit::stays_suspended() noexcept {
  const progress before = progress_.exchange(progress::awaited, std::memory_order_acq_rel);
  return before != progress::expired;
}

bool time_limit::has_passed() noexcept {
  stop_.detach();
  task_->context.stop = stop_above_;
  return passed_;
}

void time_limit::on_expired(operation& self) {
  auto& me = static_cast<time_limit&>(self);
  // After a stop from elsewhere the limit has not ended anything, however late the task ends. Nor
  // has it if the task has ended already, and waits for this function only.
  const bool running = me.progress_.load(std::memory_order_acquire) == progress::running;
  if (running && !me.result().error) me.passed_ = me.stop_.request();
  const progress before = me.progress_.exchange(progress::expired, std::memory_order_acq_rel);
  if (before == progress::awaited) resume(*me.task_);
}

}  // namespace naru::detail
