#include <naru/strand.hpp>

#include <mutex>

#include "strand_state.hpp"

namespace naru {

strand::strand() : state_(std::make_shared<detail::strand_state>()) {}
strand::~strand() = default;

namespace detail {

void strand_state::run(promise_base& ready) {
  if (!enter(ready)) return;
  const std::shared_ptr<strand_state> alive = shared_from_this();  // a task may end the strand
  for (promise_base* next = &ready; next != nullptr; next = next_or_leave()) {
    run_relay(*next, this);
  }
}

bool strand_state::enter(promise_base& ready) noexcept {
  const std::lock_guard lock(lock_);
  if (!busy_) {
    busy_ = true;
    return true;
  }
  ready.next_to_run = nullptr;
  (last_ != nullptr ? last_->next_to_run : first_) = &ready;
  last_ = &ready;
  return false;
}

promise_base* strand_state::next_or_leave() noexcept {
  const std::lock_guard lock(lock_);
  promise_base* const next = first_;
  if (next == nullptr) {
    busy_ = false;
    return nullptr;
  }
  first_ = next->next_to_run;
  if (first_ == nullptr) last_ = nullptr;
  return next;
}

}  // namespace detail
}  // namespace naru
