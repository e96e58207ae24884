// awaitable_operation: an operation that co_await starts: what stream::receive and its kin return
// where they are not given an operation.
//
//     auto [error, bytes] = co_await stream.receive(naru::buffer(storage));
//     const std::size_t sent = (co_await stream.send(naru::buffer(text))).value();   // or throws
//
// Nothing happens before the co_await, and each is awaited once, at once or by way of with_timeout,
// when_all or when_any. The operation itself lives in the frame of the coroutine, so that nothing
// is allocated. One that finishes at once does not suspend, a bounded number of times in a row.
//
// A stop that reaches the task ends the operation with std::errc::operation_canceled, or keeps it
// from starting; what had moved before that is in the result. What the operation is pending on must
// stay where it is until the co_await is over, and is not moved from meanwhile.
//
// An operation of the program's own is made awaitable by make_awaitable:
//
//     co_await naru::make_awaitable(device, [&](naru::operation& op) { return device.read(op); });
#pragma once

#include <naru/cancellable.hpp>
#include <naru/detail/not_awaited.hpp>
#include <naru/detail/resuming_operation.hpp>
#include <naru/io_result.hpp>
#include <naru/operation.hpp>

#include <concepts>
#include <coroutine>
#include <system_error>
#include <type_traits>
#include <utility>

namespace naru {

namespace detail {

// An action says how an operation is started (for some, by which task), how it is cancelled, if it
// can be, and what its result is. It stays put from start to result.

template <class Action>
concept cancels_itself = requires(Action& action, operation& op) { action.cancel(op); };

/// For actions that have to be started, and then cancelled, even after a stop.
template <class Action>
concept starts_when_stopped = !cancels_itself<Action> || requires { Action::starts_when_stopped; };

template <class Action>
class operation_awaiter final : public resuming_operation {
 public:
  explicit operation_awaiter(Action action)
      : resuming_operation(&cancel), action_(std::move(action)) {}

  [[nodiscard]] bool await_ready() const noexcept { return false; }

  template <class Promise>
  [[nodiscard]] bool await_suspend(std::coroutine_handle<Promise> waiting) {
    set_waiting(waiting, promise_of(waiting));
    stop_node* const stop = context().stop;
    if constexpr (!starts_when_stopped<Action>) {
      refused_ = stop != nullptr && stop->requested();
      if (refused_) return false;
    }
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

  Action action_;
  bool refused_ = false;
};

/// What most operations are: started by one call, cancelled by their target, with a plain result.
template <class Target, class Start>
struct plain_action {
  submission start(operation& op) { return start_(op); }
  void cancel(operation& op) noexcept { cancel_operation(*target, op); }
  [[nodiscard]] io_result finish(const io_result& result) const noexcept { return result; }

  Target* target;
  Start start_;
};

/// One that takes its course.
template <class Start>
struct plain_action<void, Start> {
  submission start(operation& op) { return start_(op); }
  [[nodiscard]] io_result finish(const io_result& result) const noexcept { return result; }

  Start start_;
};

}  // namespace detail

template <class Action>
class [[nodiscard("co_await it: nothing happens before that")]] awaitable_operation {
 public:
  explicit awaitable_operation(Action action) : action_(std::move(action)) {}

  auto operator co_await() && { return detail::operation_awaiter<Action>(std::move(action_)); }

 private:
  Action action_;
};

/// co_await calls `start` with an operation, which `start` passes on to `target`; the result is
/// that operation's io_result. A stop calls target.cancel, with the operation if it takes one.
template <cancellable Target, std::invocable<operation&> Start>
auto make_awaitable(Target& target, Start start) {
  using action = detail::plain_action<Target, Start>;
  return awaitable_operation<action>(action{&target, std::move(start)});
}

/// The same for an operation that no stop ends.
template <std::invocable<operation&> Start>
auto make_awaitable(Start start) {
  using action = detail::plain_action<void, Start>;
  return awaitable_operation<action>(action{std::move(start)});
}

}  // namespace naru

template <class Action>
struct std::tuple_size<naru::awaitable_operation<Action>>
    : naru::detail::not_awaited<naru::awaitable_operation<Action>> {};
