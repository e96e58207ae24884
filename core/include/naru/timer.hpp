// timer: waits until a moment of the proactor's steady clock has passed.
//
// A timer is never early; among timers of the same deadline the first started completes first.
// One wait may be pending at a time. Destroying a timer cancels its wait; the operation must live
// until it has completed all the same.
//
//     naru::timer timer(*proactor);
//     timer.wait_for(std::chrono::seconds(1), expired_);
//
// A coroutine that only sleeps needs none: see naru::sleep_for. One that is to be woken early by
// cancel awaits a timer:
//
//     auto [error, none] = co_await timer.wait_for(std::chrono::seconds(1));
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/timer_entry.hpp>
#include <naru/proactor.hpp>

namespace naru {

class NARU_API timer {
 public:
  /// `owner` must outlive the timer: its destructor ends the program, with a sentence, if a timer
  /// is left.
  explicit timer(proactor& owner) noexcept;
  ~timer();

  /// A pending wait moves along. Not while another thread uses either timer.
  timer(timer&& other) noexcept;
  timer& operator=(timer&& other) noexcept;

  /// Completes `op` without error once `deadline` has passed; at the next turn of the loop where it
  /// has passed already. A second wait is refused: error::operation_already_pending, the first is
  /// untouched. std::errc::not_enough_memory where there are more timers than ever before and no
  /// memory for one more. Any thread.
  submission wait_until(proactor::time_point deadline, operation& op);
  /// The same, `time` from now. Any length is good: one too long to count waits for ever.
  submission wait_for(proactor::duration time, operation& op);
  /// The same for co_await; each gives an io_result.
  auto wait_until(proactor::time_point deadline) {
    return make_awaitable(*this, [=, this](operation& op) { return wait_until(deadline, op); });
  }
  auto wait_for(proactor::duration time) {
    return make_awaitable(*this, [=, this](operation& op) { return wait_for(time, op); });
  }

  /// The pending wait, if any, completes with std::errc::operation_canceled. A wait that has
  /// expired keeps its success. Any thread.
  void cancel() noexcept;

 private:
  proactor* proactor_;
  detail::timer_entry entry_;
};

}  // namespace naru
