#include <naru/detail/wait_list.hpp>

#include <naru/proactor.hpp>

#include <cassert>

namespace naru::detail {

void waiter::serve() {
  assert(!queued && !served);
  served = true;
  home->complete(*op, {});
}

void waiter::refuse(const std::error_code& error) const { home->complete(*op, {error, 0}); }

void wait_list::push(waiter& each, operation& op, proactor& home) {
  assert(!each.queued);
  home.begin(op);
  each = {&op, &home, last_, nullptr, true, false};
  (last_ != nullptr ? last_->next : first_) = &each;
  last_ = &each;
}

waiter* wait_list::pop() noexcept {
  waiter* const first = first_;
  if (first != nullptr) remove(*first);
  return first;
}

bool wait_list::remove(waiter& each) noexcept {
  if (!each.queued) return false;
  assert(each.previous != nullptr || first_ == &each);
  assert(each.next != nullptr || last_ == &each);
  (each.previous != nullptr ? each.previous->next : first_) = each.next;
  (each.next != nullptr ? each.next->previous : last_) = each.previous;
  each.queued = false;
  return true;
}

}  // namespace naru::detail
