#include "session/turn.hpp"

#include <cassert>

namespace naru::detail {

void turn::push(posted_function& function) noexcept {
  assert(state_ != state::over);
  function.next = nullptr;
  function.ran = false;
  (first_ == nullptr ? first_ : last_->next) = &function;
  last_ = &function;
}

posted_function* turn::pop() noexcept {
  posted_function* const first = first_;
  if (first == nullptr) return nullptr;
  first_ = first->next;
  if (first_ == nullptr) last_ = nullptr;
  return first;
}

posted_function& turn::take_function() noexcept {
  assert(is_running() && function_is_due());
  --functions_left_;
  return *pop();
}

posted_function* turn::bring() noexcept {
  if (coming_ || first_ == nullptr) return nullptr;
  assert(!first_->brings_turn);
  coming_ = true;
  first_->brings_turn = true;
  return first_;
}

void turn::brought(posted_function& function) noexcept {
  assert(coming_ && function.brings_turn);
  coming_ = false;
  function.brings_turn = false;
}

bool turn::invariants() const noexcept {
  assert(is_running() == (runner_ != std::thread::id()));  // invariant: one-turn
  assert(is_running() || !hold_requested_);
  assert((first_ == nullptr) == (last_ == nullptr));
  assert(last_ == nullptr || last_->next == nullptr);
  return true;
}

}  // namespace naru::detail
