// sleep_for, sleep_until: wait until a time has passed.
//
//     const std::error_code stopped = co_await naru::sleep_for(1s);
//     if (stopped) co_return;
//
// They use the clock of the task's proactor. Nothing is allocated. Only in tasks: other coroutines
// await a naru::timer.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/detail/home.hpp>
#include <naru/detail/proactor_access.hpp>
#include <naru/detail/timer_entry.hpp>
#include <naru/operation.hpp>
#include <naru/proactor.hpp>

#include <system_error>

namespace naru {

namespace detail {

struct sleep_action {
  static constexpr const char* waits_for = "a sleep";

  submission start(operation& op, const promise_base* task) {
    home = &home_of(task);
    return start_timer_or_fail(*home, entry, relative ? deadline_after(*home, time) : deadline, op);
  }
  void cancel(operation&) noexcept { proactor_access::cancel_timer(*home, entry); }
  [[nodiscard]] std::error_code finish(const io_result& result) const noexcept {
    return result.error;
  }

  [[nodiscard]] proactor::time_point ends_at() const noexcept { return entry.deadline; }

  bool relative;
  proactor::duration time;
  proactor::time_point deadline;
  proactor* home = nullptr;
  timer_entry entry = {};
};

}  // namespace detail

/// Goes on without error once `time` has passed, never early. Any length is allowed; one that is
/// too long to count waits for ever. std::errc::operation_canceled after a stop; not_enough_memory
/// if there is no memory for one more timer.
inline auto sleep_for(proactor::duration time) {
  return detail::awaitable_operation<detail::sleep_action>({true, time, {}});
}

/// Like sleep_for, until `deadline` has passed; if it has passed already, until the next turn of
/// the loop.
inline auto sleep_until(proactor::time_point deadline) {
  return detail::awaitable_operation<detail::sleep_action>({false, {}, deadline});
}

}  // namespace naru
