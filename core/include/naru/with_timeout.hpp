// with_timeout: limits how long one co_await may take.
//
//     auto [error, bytes] = co_await naru::with_timeout(stream.receive(naru::buffer(storage)), 5s);
//     if (error == std::errc::timed_out) …
//
// If the limited thing has not ended when the time has passed, it is asked to stop, and the
// co_await goes on once it has ended; so nothing that arrives is lost. A success stays a success,
// however late. If the limit stopped it, its std::errc::operation_canceled becomes
// std::errc::timed_out, in the result and also in an exception. After another stop it stays
// operation_canceled.
//
// If the limit itself comes late, because the program or the machine was held up, it is extended
// once by that time, and by its own length at most: a task needs turns of the loop to take what
// has come.
//
// Anything can be limited: an operation, a task and everything that it awaits, a when_all. A
// result that neither is nor has a std::error_code becomes a naru::result.
//
// Not for one operation of a session without coroutines: use naru::deadline.
#pragma once

#include <naru/awaitable.hpp>
#include <naru/detail/limited_result.hpp>
#include <naru/detail/time_limit.hpp>
#include <naru/proactor.hpp>
#include <naru/task.hpp>

#include <exception>
#include <type_traits>
#include <utility>

namespace naru {

/// Gives the result of `limited`, or a naru::result of it. `time` counts from the co_await and may
/// have any length: zero and less expire at once, and something that needs no waiting still
/// succeeds. Throws what `limited` throws.
template <awaitable Awaitable>
task<detail::limited_result_t<detail::await_result_t<Awaitable>>> with_timeout(
    Awaitable limited, proactor::duration time) {
  using result = detail::await_result_t<Awaitable>;
  detail::result_slot<result> slot;
  detail::time_limit limit(time);
  co_await limit.begin();
  try {
    if constexpr (std::is_void_v<result>) {
      co_await std::move(limited);
      slot.set_value();
    } else {
      slot.set_value(co_await std::move(limited));
    }
  } catch (...) {
    slot.set_exception(std::current_exception());
  }
  const bool passed = co_await limit.end();
  co_return detail::limited_result(slot, passed);
}

}  // namespace naru
