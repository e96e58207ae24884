#include <naru/detail/moving_operation.hpp>

#include <naru/proactor.hpp>

#include <cassert>

namespace naru::detail {

void moving_operation::move(std::coroutine_handle<> coroutine, promise_base* promise,
                            proactor& target) {
  assert(!pending() && coroutine && !coroutine.done());
  coroutine_ = coroutine;
  promise_ = promise;
  target.post(*this);
}

void moving_operation::move(std::coroutine_handle<> coroutine, promise_base* promise,
                            proactor& target, strand_state* serial) {
  if (promise == nullptr) return move(coroutine, promise, target);
  // Set first, because the task may go on there as soon as it is posted.
  const task_context before = promise->context;
  promise->move_to(&target, serial);
  try {
    move(coroutine, promise, target);
  } catch (...) {
    promise->move_to(before.home, before.serial);
    throw;
  }
}

void moving_operation::on_completed(operation& self) {
  auto& me = static_cast<moving_operation&>(self);
  if (me.promise_ != nullptr) {
    resume(*me.promise_);
  } else {
    me.coroutine_.resume();
  }
}

}  // namespace naru::detail
