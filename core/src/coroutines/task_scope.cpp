#include <naru/task_scope.hpp>

#include <naru/detail/start_task.hpp>
#include <naru/proactor.hpp>

#include <cassert>
#include <cstdio>
#include <mutex>
#include <utility>

#include "contract/report_failure.hpp"

namespace naru {

task_scope::~task_scope() {
  if (size() == 0) return;
  std::fprintf(stderr,
               "naru::task_scope: destroyed while %zu of its tasks had not ended: "
               "co_await join() first\n",
               size());
  std::fflush(stderr);
  std::terminate();
}

void task_scope::spawn(task<> child) {
  left_.fetch_add(1, std::memory_order_relaxed);
  auto& promise = child.release().promise();
  promise.stop.attach(&stop_);
  promise.owned_by(*this, nullptr, {&proactor_, &promise.stop, nullptr});
  detail::resume(promise);
}

// Counts as a task meanwhile, so that a join ends only when this function no longer uses the
// scope.
void task_scope::request_stop() noexcept {
  const bool held = hold_unless_joined();
  stop_.request();
  if (held) child_ended();
}

std::size_t task_scope::size() const noexcept {
  const std::size_t own = joining_.load(std::memory_order_relaxed) == nullptr ? 1 : 0;
  return left_.load(std::memory_order_acquire) - own;
}

void task_scope::child_failed(std::exception_ptr failure) noexcept {
  {
    const std::lock_guard lock(lock_);
    if (!failure_) std::swap(failure_, failure);
  }
  detail::report_failure(proactor_, failure,
                         "an exception left a task after another of its scope had failed");
  stop_.request();
}

// False if the last task of a join has ended: a caller that raised the count from zero would bring
// it back to zero, and complete the join again.
bool task_scope::hold_unless_joined() noexcept {
  std::size_t left = left_.load(std::memory_order_relaxed);
  while (left != 0) {
    if (left_.compare_exchange_weak(left, left + 1, std::memory_order_relaxed)) return true;
  }
  return false;
}

void task_scope::child_ended() noexcept {
  if (left_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  operation* const joining = joining_.load(std::memory_order_relaxed);
  assert(joining != nullptr && joining->pending());
  proactor_.complete(*joining, {});
}

submission task_scope::start_join(operation& op) {
  if (size() == 0) return proactor_.finish(op, {});
  proactor_.begin(op);
  joining_.store(&op, std::memory_order_relaxed);
  child_ended();
  return submission::pending;
}

// Only a join that waited has dropped the scope's own count. It is added, not set, because others
// may hold the scope by now.
void task_scope::end_join() {
  if (joining_.exchange(nullptr, std::memory_order_relaxed) != nullptr) {
    left_.fetch_add(1, std::memory_order_relaxed);
  }
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

}  // namespace naru
