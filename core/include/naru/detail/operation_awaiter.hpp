// operation_awaiter: the operation of an awaitable_operation while a coroutine waits for it.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/detail/resuming_operation.hpp>
#include <naru/io_result.hpp>
#include <naru/operation.hpp>

#include <chrono>
#include <coroutine>
#include <source_location>
#include <system_error>
#include <utility>

namespace naru::detail {

// An action knows how its operation is started, how it is cancelled if that is possible, and how
// the result is made. Some actions also need the task that starts them. An action stays at its
// place from the start to the result.

template <class Action>
concept cancels_itself = requires(Action& action, operation& op) { action.cancel(op); };

/// An action that must be started even after a stop, and that is cancelled then.
template <class Action>
concept starts_when_stopped = !cancels_itself<Action> || requires { Action::starts_when_stopped; };

template <class Action>
class operation_awaiter final : public resuming_operation {
 public:
  explicit operation_awaiter(Action action)
      : resuming_operation(kind_of_action), action_(std::move(action)) {}

  [[nodiscard]] bool await_ready() const noexcept { return false; }

  template <class Promise>
  [[nodiscard]] bool await_suspend(std::coroutine_handle<Promise> waiting,
                                   std::source_location at = std::source_location::current()) {
    set_waiting(waiting, promise_at(waiting, at));
    stop_node* const stop = context().stop;
    if constexpr (!starts_when_stopped<Action>) {
      refused_ = stop != nullptr && stop->requested();
      if (refused_) return false;
    }
    // From the start on the operation may complete on another thread. That thread resumes the
    // coroutine only after stays_suspended() has marked it as suspended, so this frame stays until
    // then.
    if (start() == submission::done) return false;
    return stays_suspended(cancels_itself<Action> ? stop : nullptr);
  }

  auto await_resume() {
    leave_stop();
    if (refused_) return action_.finish({std::make_error_code(std::errc::operation_canceled), 0});
    return action_.finish(result());
  }

 private:
  submission start() {
    if constexpr (requires { action_.start(*this, promise()); }) {
      return action_.start(*this, promise());
    } else {
      return action_.start(*this);
    }
  }

  static void cancel(resuming_operation& self) noexcept {
    if constexpr (cancels_itself<Action>) {
      static_cast<operation_awaiter&>(self).action_.cancel(self);
    }
  }

  static constexpr const char* words() noexcept {
    if constexpr (requires { Action::waits_for; }) {
      return Action::waits_for;
    } else {
      return nullptr;
    }
  }

  static std::chrono::steady_clock::time_point deadline_of(
      const resuming_operation& self) noexcept {
    if constexpr (requires(const Action& action) { action.ends_at(); }) {
      return static_cast<const operation_awaiter&>(self).action_.ends_at();
    } else {
      return (std::chrono::steady_clock::time_point::max)();
    }
  }

  static constexpr kind kind_of_action{&cancel, words(), &deadline_of};

  Action action_;
  bool refused_ = false;
};

}  // namespace naru::detail
