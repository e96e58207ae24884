// start_task: starts a task that nothing awaits, and turns another awaitable into a task so that
// it can be started the same way.
#pragma once

#include <naru/awaitable.hpp>
#include <naru/detail/promise_base.hpp>
#include <naru/detail/result_slot.hpp>
#include <naru/task.hpp>

#include <coroutine>
#include <utility>

namespace naru::detail {

/// Runs `child` on this thread until it first suspends. Its value goes into `slot`, if there is
/// one; `owner` is told of the rest, maybe before this returns. `above` is only shown in stacks.
template <class T>
void start_task(task<T> child, const task_context& context, frame_owner& owner, promise_base* above,
                result_slot<T>* slot) {
  task_promise<T>& promise = child.release().promise();
  if (slot != nullptr) promise.put_result_into(*slot);
  promise.owned_by(owner, above, context);
  resume(promise);
}

template <class T>
task<T> as_task(task<T> child) noexcept {
  return child;
}

template <awaitable Awaitable>
task<await_result_t<Awaitable>> as_task(Awaitable child) {
  co_return co_await std::move(child);
}

}  // namespace naru::detail
