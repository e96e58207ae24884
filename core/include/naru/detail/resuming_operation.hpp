// resuming_operation: an operation that resumes the coroutine that waits for it, and listens for a
// stop meanwhile. Every co_await of an operation is made of one.
//
// The operation may complete on another thread before the coroutine is suspended. So completion
// and suspension meet at one atomic word, and the second of them goes on with the coroutine. If
// await_suspend is second, it does not suspend.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/detail/promise_base.hpp>
#include <naru/detail/stop_node.hpp>
#include <naru/operation.hpp>

#include <atomic>
#include <coroutine>
#include <cstdint>

namespace naru::detail {

class NARU_API resuming_operation : public operation, private stop_listener {
 protected:
  /// `cancel` asks the operation to end. It is called at most once, while the operation is pending
  /// or has just completed.
  using cancel_function = void (*)(resuming_operation& self) noexcept;

  explicit resuming_operation(cancel_function cancel) noexcept
      : operation(&on_completed, inline_completion::allowed),
        stop_listener(&on_stop),
        cancel_(cancel) {}
  ~resuming_operation() = default;

  void set_waiting(std::coroutine_handle<> waiting, promise_base* promise) noexcept {
    waiting_ = waiting;
    promise_ = promise;
  }
  [[nodiscard]] task_context context() const noexcept {
    return promise_ != nullptr ? promise_->context : task_context{};
  }
  [[nodiscard]] promise_base* promise() const noexcept { return promise_; }

  /// Called once the operation is pending. Returns false if it has completed meanwhile. After true
  /// everything may be gone. Out of line, for the reason given at promise_base::end.
  [[nodiscard]] bool stays_suspended(stop_node* stop) noexcept;
  /// Called by await_resume: no stop reaches this any more.
  void leave_stop() noexcept { leave(); }

 private:
  enum class progress : std::uint8_t { started, suspended, completed };

  static void on_completed(operation& self);
  static void on_stop(stop_listener& self) noexcept;

  const cancel_function cancel_;
  std::coroutine_handle<> waiting_;
  promise_base* promise_ = nullptr;
  std::atomic<progress> progress_ = progress::started;
};

}  // namespace naru::detail
