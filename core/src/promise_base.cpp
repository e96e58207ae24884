#include <naru/detail/promise_base.hpp>

#include "strand_state.hpp"

namespace naru::detail {
namespace {

/// The tasks that are to run on this thread, one after the other.
struct relay {
  void push(promise_base& next) noexcept {
    next.next_to_run = nullptr;
    (last != nullptr ? last->next_to_run : first) = &next;
    last = &next;
  }
  promise_base* pop() noexcept {
    promise_base* const next = first;
    if (next == nullptr) return nullptr;
    first = next->next_to_run;
    if (first == nullptr) last = nullptr;
    return next;
  }

  relay* const outer;
  strand_state* const serial;
  promise_base* first = nullptr;
  promise_base* last = nullptr;
};

constinit thread_local relay* innermost = nullptr;

bool needs_to_enter(const promise_base& next) noexcept {
  strand_state* const serial = next.context.serial;
  return serial != nullptr && (innermost == nullptr || innermost->serial != serial);
}

}  // namespace

void run_relay(promise_base& first, strand_state* serial) {
  relay here{innermost, serial};
  here.push(first);
  innermost = &here;
  while (promise_base* const next = here.pop()) next->handle().resume();
  innermost = here.outer;
}

void resume(promise_base& waiting) {
  if (strand_state* const serial = waiting.context.serial) {
    serial->run(waiting);
  } else {
    run_relay(waiting, nullptr);
  }
}

void hand_over(promise_base& next) {
  if (innermost == nullptr || needs_to_enter(next)) {
    resume(next);
  } else {
    innermost->push(next);
  }
}

void promise_base::end() noexcept {
  if (owner_ != nullptr) {
    frame_owner& owner = *owner_;
    self_.destroy();
    owner.child_ended();
  } else if (above_ != nullptr) {
    hand_over(*above_);
  } else {
    awaiting_.resume();
  }
}

}  // namespace naru::detail
