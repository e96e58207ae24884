#include <naru/detail/promise_base.hpp>

#include <naru/detail/proactor_access.hpp>

#include "coroutines/strand_state.hpp"
#include "coroutines/task_queue.hpp"

namespace naru::detail {
namespace {

/// The tasks that are to run on this thread, one after the other.
struct relay {
  relay* const outer;
  strand_state* const serial;
  task_queue next;
  task_queue leaving;  // in a strand: the tasks that do not belong to it
};

constinit thread_local relay* innermost = nullptr;

task_queue run_relay(promise_base& first, strand_state* serial) {
  relay here{innermost, serial, {}, {}};
  here.next.push(first);
  innermost = &here;
  while (promise_base* const next = here.next.pop()) next->handle().resume();
  innermost = here.outer;
  return here.leaving;
}

}  // namespace

task_queue run_in_strand(promise_base& first, strand_state& serial) {
  return run_relay(first, &serial);
}

void resume(promise_base& waiting) {
  if (strand_state* const serial = waiting.context.serial) {
    serial->run(waiting);
  } else {
    static_cast<void>(run_relay(waiting, nullptr));
  }
}

void hand_over(promise_base& next) {
  if (innermost != nullptr && innermost->serial == next.context.serial) {
    innermost->next.push(next);
  } else if (innermost != nullptr && innermost->serial != nullptr) {
    innermost->leaving.push(next);
  } else {
    resume(next);
  }
}

void promise_base::owned_by(frame_owner& owner, promise_base* above,
                            const task_context& where) noexcept {
  owner_ = &owner;
  above_ = above;
  context = where;
  context.chain = &chain_;
  if (context.home != nullptr) proactor_access::chains(*context.home).add(chain_);
}

strand_state* promise_base::entered_strand() const noexcept {
  if (context.serial == nullptr) return nullptr;
  const bool inherited = above_ != nullptr && above_->context.serial == context.serial;
  return inherited ? nullptr : context.serial;
}

void promise_base::move_to(proactor* home, strand_state* serial) noexcept {
  if (strand_state* const left = entered_strand()) left->count_out();
  context.home = home;
  context.serial = serial;
  if (strand_state* const entered = entered_strand()) entered->count_in();
}

// The task leaves its strand first, because the task that waits for it may destroy the strand.
void promise_base::end() noexcept {
  if (strand_state* const left = entered_strand()) left->count_out();
  if (owner_ != nullptr) {
    frame_owner& owner = *owner_;
    chain_list::remove(chain_);
    self_.destroy();
    owner.child_ended();
  } else if (above_ != nullptr) {
    hand_over(*above_);
  } else {
    awaiting_.resume();
  }
}

}  // namespace naru::detail
