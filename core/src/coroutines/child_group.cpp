#include <naru/detail/child_group.hpp>

#include <cassert>
#include <mutex>
#include <utility>

#include "contract/report_failure.hpp"

namespace naru::detail {

task_context child_group::begin(promise_base& waiting, std::size_t children) noexcept {
  assert(waiting_ == nullptr);
  waiting_ = &waiting;
  left_.store(children + 1, std::memory_order_relaxed);
  stop_.attach(waiting.context.stop);
  note(chain_state::awaits_tasks);
  task_context context = waiting.context;
  context.stop = &stop_;
  return context;
}

void child_group::note(chain_state state) noexcept {
  if (waiting_ == nullptr || waiting_->context.chain == nullptr) return;
  waiting_->context.chain->state.store(state, std::memory_order_relaxed);
}

bool child_group::stays_suspended() noexcept { return !is_last(); }

void child_group::child_failed(std::exception_ptr failure) noexcept {
  {
    const std::lock_guard lock(lock_);
    if (!failure_) std::swap(failure_, failure);
  }
  if (const proactor* const home = waiting_->context.home) {
    report_failure(*home, failure,
                   "an exception left a task after another of its group had failed");
  }
  stop_children();
}

void child_group::child_ended() noexcept {
  assert(left_.load(std::memory_order_relaxed) != 0);
  promise_base& waiting = *waiting_;  // read first: another child may end all of this
  if (is_last()) hand_over(waiting);
}

void child_group::end() {
  assert(left_.load(std::memory_order_relaxed) == 0);
  stop_.detach();
  note(chain_state::running);
  if (failure_) std::rethrow_exception(failure_);
}

}  // namespace naru::detail
