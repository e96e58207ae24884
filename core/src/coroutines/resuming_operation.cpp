#include <naru/detail/resuming_operation.hpp>

#include <cassert>

namespace naru::detail {
namespace {

// A dump copies a few frames meanwhile.
void await_end_of_look(const std::atomic<chain_state>& state) noexcept {
  for (unsigned tries = 0; state.load(std::memory_order_acquire) != chain_state::let_go; ++tries) {
    spin_lock::give_way(tries);
  }
}

}  // namespace

bool resuming_operation::stays_suspended(stop_node* stop) noexcept {
  if (!listen(stop)) kind_->cancel(*this);
  chain_state before = chain_state::running;
  const bool first =
      state_->compare_exchange_strong(before, chain_state::waiting, std::memory_order_acq_rel);
  assert(first || before == chain_state::completed);  // invariant: task-in-one-place
  return first;
}

void resuming_operation::on_completed(operation& self) {
  auto& me = static_cast<resuming_operation&>(self);
  std::atomic<chain_state>& state = *me.state_;
  const chain_state before = state.exchange(chain_state::completed, std::memory_order_acq_rel);
  assert(before != chain_state::completed && before != chain_state::let_go);
  if (before == chain_state::running) return;
  if (before == chain_state::looked_at) await_end_of_look(state);
  if (me.promise_ != nullptr) {
    resume(*me.promise_);
  } else {
    me.waiting_.resume();
  }
}

void resuming_operation::on_stop(stop_listener& self) noexcept {
  auto& me = static_cast<resuming_operation&>(self);
  me.kind_->cancel(me);
}

}  // namespace naru::detail
