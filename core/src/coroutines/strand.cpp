#include <naru/strand.hpp>

#include <naru/detail/home.hpp>
#include <naru/detail/misuse.hpp>
#include <naru/proactor.hpp>

#include <cassert>
#include <mutex>
#include <utility>

#include "coroutines/strand_state.hpp"

namespace naru {

strand::strand() : state_(std::make_shared<detail::strand_state>()) {}
strand::~strand() { state_->refuse_tasks(); }

namespace detail {
namespace {

// Other threads may bring work for ever. So after this many turns the thread looks at the other
// work of its proactor, a stop included.
constexpr int turns_in_a_row = 16;
// A turn of functions runs several, so it counts for more.
constexpr int turns_of_functions = 4;

}  // namespace

void strand_state::refuse_tasks() const noexcept {
  if (tasks_.load(std::memory_order_acquire) == 0) return;
  misuse("a strand or serial was destroyed while a task was in it");
}

void strand_state::run(promise_base& ready) {
  if (!enter(ready)) return;
  const std::shared_ptr<strand_state> alive = shared_from_this();  // a task may end the strand
  take_turns({.task = &ready}, false);
}

// A task that leaves the strand ends the turns too, so that it need not wait for the tasks that
// stay.
void strand_state::take_turns(turn next, bool dropped) {
  task_queue leaving;
  for (int turns = turns_in_a_row; !next.is_nobodys() && turns > 0 && leaving.empty();) {
    if (next.task != nullptr) {
      leaving = run_in_strand(*next.task, *this);
      turns -= 1;
    } else {
      run_functions(dropped);
      turns -= turns_of_functions;
    }
    next = next_or_leave(next);
  }
  if (!next.is_nobodys()) {
    go_on_later(next, next.task != nullptr ? home_of(next.task) : home_of_functions());
  }
  while (promise_base* const each = leaving.pop()) hand_over(*each);
}

void strand_state::begin_functions(proactor& home) { go_on_later({.functions = true}, home); }

// After this call another thread may be in the strand.
void strand_state::go_on_later(const turn& next, proactor& home) {
  assert(kept_ == nullptr && (next.task == nullptr || next.task->context.serial == this));
  next_ = next;
  kept_ = shared_from_this();
  home.post(turn_);
}

void strand_state::on_turn(io_result result) {
  const std::shared_ptr<strand_state> alive = std::exchange(kept_, nullptr);
  assert(alive != nullptr && !next_.is_nobodys());
  take_turns(next_, static_cast<bool>(result.error));
}

proactor& strand_state::home_of_functions() const noexcept {
  misuse("a strand has no functions");  // only a serial has, and overrides this
}

bool strand_state::claim() noexcept { return !std::exchange(busy_, true); }

bool strand_state::enter(promise_base& ready) noexcept {
  const std::lock_guard lock(lock_);
  if (claim()) return true;
  waiting_.push(ready);
  return false;
}

// Tasks and functions take turns.
strand_state::turn strand_state::next_or_leave(const turn& last) noexcept {
  const std::lock_guard lock(lock_);
  assert(busy_);  // invariant: strand-is-busy
  const bool functions = has_functions();
  if (functions && (last.task != nullptr || waiting_.empty())) return {.functions = true};
  if (promise_base* const next = waiting_.pop()) return {.task = next};
  busy_ = false;
  return {};
}

}  // namespace detail
}  // namespace naru
