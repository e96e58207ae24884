#include <naru/strand.hpp>

#include <naru/detail/home.hpp>
#include <naru/proactor.hpp>

#include <cassert>
#include <mutex>
#include <utility>

#include "coroutines/strand_state.hpp"

namespace naru {

strand::strand() : state_(std::make_shared<detail::strand_state>()) {}
strand::~strand() = default;

namespace detail {
namespace {

// Other threads may bring work for ever. So after this many turns the thread looks at the other
// work of its proactor, a stop included.
constexpr int turns_in_a_row = 16;

}  // namespace

void strand_state::run(promise_base& ready) {
  if (!enter(ready)) return;
  const std::shared_ptr<strand_state> alive = shared_from_this();  // a task may end the strand
  take_turns(&ready);
}

// A task that leaves the strand ends the turns too, so that it need not wait for the tasks that
// stay.
void strand_state::take_turns(promise_base* next) {
  task_queue leaving;
  for (int turns = turns_in_a_row; next != nullptr && turns != 0 && leaving.empty(); --turns) {
    leaving = run_in_strand(*next, *this);
    next = next_or_leave();
  }
  if (next != nullptr) go_on_later(*next);
  while (promise_base* const each = leaving.pop()) hand_over(*each);
}

// After this call another thread may be in the strand.
void strand_state::go_on_later(promise_base& next) {
  assert(kept_ == nullptr && next.context.serial == this);
  next_ = &next;
  kept_ = shared_from_this();
  proactor& home = home_of(&next);
  home.begin(turn_);
  home.complete(turn_, {});
}

void strand_state::on_turn(io_result) {
  const std::shared_ptr<strand_state> alive = std::exchange(kept_, nullptr);
  assert(alive != nullptr && next_ != nullptr);
  take_turns(next_);
}

bool strand_state::enter(promise_base& ready) noexcept {
  const std::lock_guard lock(lock_);
  if (busy_) {
    waiting_.push(ready);
    return false;
  }
  busy_ = true;
  return true;
}

promise_base* strand_state::next_or_leave() noexcept {
  const std::lock_guard lock(lock_);
  assert(busy_);  // invariant: strand-is-busy
  promise_base* const next = waiting_.pop();
  busy_ = next != nullptr;
  return next;
}

}  // namespace detail
}  // namespace naru
