// awaitable_operation: an operation that co_await starts. stream::receive and its kin return one
// if they are not given an operation.
//
//     auto [error, bytes] = co_await stream.receive(naru::buffer(storage));
//     const std::size_t sent = (co_await stream.send(naru::buffer(text))).value();   // or throws
//
// Nothing happens before the co_await. Each is awaited once: directly, or by with_timeout,
// when_all or when_any. The operation itself lives in the coroutine's frame, so nothing is
// allocated. An operation that finishes at once does not suspend, a limited number of times in a
// row.
//
// A stop that reaches the task ends the operation with std::errc::operation_canceled, or keeps it
// from starting. The result tells what had moved before that. The object on which the operation is
// pending must stay where it is until the co_await is over, and must not be moved from meanwhile.
//
// An operation of the program's own is made awaitable by make_awaitable:
//
//     co_await naru::make_awaitable(device, [&](naru::operation& op) { return device.read(op); });
//
// A coroutine of another type than naru::task must include <naru/task.hpp> too.
#pragma once

#include <naru/cancellable.hpp>
#include <naru/detail/not_awaited.hpp>
#include <naru/io_result.hpp>
#include <naru/operation.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace naru {

namespace detail {

/// Starts the operation and waits for it. Defined for programs that include <naru/task.hpp>,
/// because the sockets, which include this header, must not depend on the coroutines.
template <class Action>
class operation_awaiter;

/// The action of most operations: one call starts it, its target cancels it, and it has a plain
/// result.
template <class Target, class Start>
struct plain_action {
  submission start(operation& op) { return start_(op); }
  void cancel(operation& op) noexcept { cancel_operation(*target, op); }
  [[nodiscard]] io_result finish(const io_result& result) const noexcept { return result; }

  Target* target;
  Start start_;
};

/// An operation that nothing cancels.
template <class Start>
struct plain_action<void, Start> {
  submission start(operation& op) { return start_(op); }
  [[nodiscard]] io_result finish(const io_result& result) const noexcept { return result; }

  Start start_;
};

template <class Action>
class [[nodiscard("co_await it: nothing happens before that")]] awaitable_operation {
 public:
  explicit awaitable_operation(Action action) : action_(std::move(action)) {}

  auto operator co_await() && { return operation_awaiter<Action>(std::move(action_)); }

 private:
  Action action_;
};

}  // namespace detail

/// co_await calls `start` with an operation, which `start` passes on to `target`; the result is
/// that operation's io_result. A stop calls target.cancel, with the operation if target.cancel
/// takes one.
template <cancellable Target, std::invocable<operation&> Start>
auto make_awaitable(Target& target, Start start) {
  using action = detail::plain_action<Target, Start>;
  return detail::awaitable_operation<action>(action{&target, std::move(start)});
}

/// Works like the above, for an operation that no stop ends.
template <std::invocable<operation&> Start>
auto make_awaitable(Start start) {
  using action = detail::plain_action<void, Start>;
  return detail::awaitable_operation<action>(action{std::move(start)});
}

}  // namespace naru

template <class Action>
struct std::tuple_size<naru::detail::awaitable_operation<Action>>
    : naru::detail::not_awaited<naru::detail::awaitable_operation<Action>> {};
