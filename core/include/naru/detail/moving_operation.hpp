// moving_operation: moves a coroutine to the proactor on which an operation completes. Unlike with
// a resuming_operation, the coroutine never goes on at the place where it was started, and nothing
// cancels the operation.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/detail/promise_base.hpp>
#include <naru/operation.hpp>

#include <coroutine>

namespace naru::detail {

class NARU_API moving_operation : public operation {
 public:
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  void await_resume() const noexcept {}

 protected:
  moving_operation() noexcept : operation(&on_completed) {}
  ~moving_operation() = default;

  /// After this call everything may be gone.
  void move(std::coroutine_handle<> coroutine, promise_base* promise, proactor& target);
  /// Works like the above; from then on a task belongs to `target`. If it throws, nothing has
  /// changed.
  void move(std::coroutine_handle<> coroutine, promise_base* promise, proactor& target,
            strand_state* serial);

 private:
  static void on_completed(operation& self);

  std::coroutine_handle<> coroutine_;
  promise_base* promise_ = nullptr;
};

}  // namespace naru::detail
