// resuming_operation: an operation that resumes the coroutine that waits for it, and listens for a
// stop meanwhile. Every co_await of an operation is made of one.
//
// The operation may complete on another thread before the coroutine is suspended. So completion
// and suspension meet at one atomic word, and the second of them goes on with the coroutine. If
// await_suspend is second, it does not suspend. The word is that of the task's chain; a coroutine
// of another kind has no chain, and then it lies here.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/detail/promise_base.hpp>
#include <naru/detail/stop_node.hpp>
#include <naru/operation.hpp>

#include <atomic>
#include <chrono>
#include <coroutine>

namespace naru::detail {

class NARU_API resuming_operation : public operation, private stop_listener {
 protected:
  /// The differences between the kinds of operations.
  struct kind {
    /// Asks the operation to end. It is called at most once, while the operation is pending or has
    /// just completed.
    void (*cancel)(resuming_operation& self) noexcept;
    /// The words in a dump: "an event". If it is null, a dump names the operation_kind.
    const char* waits_for;
    /// The time at which it ends by itself; max if that is not known.
    std::chrono::steady_clock::time_point (*deadline)(const resuming_operation& self) noexcept;
  };

  explicit resuming_operation(const kind& of) noexcept
      : operation(&on_completed, inline_completion::allowed), stop_listener(&on_stop), kind_(&of) {}
  ~resuming_operation() = default;

  void set_waiting(std::coroutine_handle<> waiting, promise_base* promise) noexcept {
    waiting_ = waiting;
    promise_ = promise;
    task_chain* const chain = promise != nullptr ? promise->context.chain : nullptr;
    if (chain == nullptr) return;
    chain->innermost = this;
    state_ = &chain->state;
  }
  [[nodiscard]] task_context context() const noexcept {
    return promise_ != nullptr ? promise_->context : task_context{};
  }
  [[nodiscard]] promise_base* promise() const noexcept { return promise_; }

  /// Called once the operation is pending. Returns false if it has completed meanwhile. After true
  /// everything may be gone. Out of line, for the reason given at promise_base::end.
  [[nodiscard]] bool stays_suspended(stop_node* stop) noexcept;
  /// Called by await_resume: no stop reaches this any more.
  void leave_stop() noexcept {
    leave();
    state_->store(chain_state::running, std::memory_order_relaxed);
  }

 public:
  // For a dump that looks at the chain.

  [[nodiscard]] const promise_base* waiting_task() const noexcept { return promise_; }
  [[nodiscard]] const char* waits_for() const noexcept { return kind_->waits_for; }
  [[nodiscard]] std::chrono::steady_clock::time_point deadline() const noexcept {
    return kind_->deadline(*this);
  }

 private:
  static void on_completed(operation& self);
  static void on_stop(stop_listener& self) noexcept;

  const kind* const kind_;
  std::coroutine_handle<> waiting_;
  promise_base* promise_ = nullptr;
  std::atomic<chain_state> own_state_ = chain_state::running;
  std::atomic<chain_state>* state_ = &own_state_;
};

}  // namespace naru::detail
