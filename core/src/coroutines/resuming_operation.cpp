#include <naru/detail/resuming_operation.hpp>

#include <cassert>

namespace naru::detail {

bool resuming_operation::stays_suspended(stop_node* stop) noexcept {
  if (!listen(stop)) cancel_(*this);
  const progress before = progress_.exchange(progress::suspended, std::memory_order_acq_rel);
  assert(before != progress::suspended);  // invariant: task-in-one-place
  return before != progress::completed;
}

void resuming_operation::on_completed(operation& self) {
  auto& me = static_cast<resuming_operation&>(self);
  const progress before = me.progress_.exchange(progress::completed, std::memory_order_acq_rel);
  assert(before != progress::completed);
  if (before != progress::suspended) return;
  if (me.promise_ != nullptr) {
    resume(*me.promise_);
  } else {
    me.waiting_.resume();
  }
}

void resuming_operation::on_stop(stop_listener& self) noexcept {
  auto& me = static_cast<resuming_operation&>(self);
  me.cancel_(me);
}

}  // namespace naru::detail
