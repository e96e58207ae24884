// timer: waits until a moment of the proactor's steady clock has passed.
//
// A timer is never early. Among timers of the same deadline the first started completes first. One
// wait may be pending at a time. Destroying a timer cancels its wait, but the operation must still
// live until it has completed.
//
//     naru::timer timer(*proactor);
//     timer.wait_for(std::chrono::seconds(1), expired_);
//
// A coroutine that only sleeps needs no timer: see naru::sleep_for. If it must be woken early by
// cancel, it awaits a timer:
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
  /// `owner` must outlive the timer: if a timer is left, the proactor's destructor ends the
  /// program with a sentence.
  explicit timer(proactor& owner) noexcept;
  /// A pending wait completes with std::errc::operation_canceled.
  ~timer();

  /// A pending wait moves along. An assignment first cancels the wait of this timer. During the
  /// move no other thread may use either timer.
  timer(timer&& other) noexcept;
  timer& operator=(timer&& other) noexcept;

  /// Completes `op` without error once `deadline` has passed; if it has passed already, at the
  /// next turn of the loop. A second wait is refused with error::operation_already_pending, and
  /// the first is untouched. std::errc::not_enough_memory if there are more timers than ever
  /// before and no memory for one more. May be called from any thread.
  submission wait_until(proactor::time_point deadline, operation& op);
  /// Works like the above, `time` from now. Any length is allowed; one that is too long to count
  /// waits for ever.
  submission wait_for(proactor::duration time, operation& op);
  /// This form is for co_await; each gives an io_result.
  auto wait_until(proactor::time_point deadline) {
    return make_awaitable(*this, [=, this](operation& op) { return wait_until(deadline, op); });
  }
  auto wait_for(proactor::duration time) {
    return make_awaitable(*this, [=, this](operation& op) { return wait_for(time, op); });
  }

  /// The pending wait, if any, completes with std::errc::operation_canceled. A wait that has
  /// expired keeps its success. May be called from any thread.
  void cancel() noexcept;

 private:
  proactor* proactor_;
  detail::timer_entry entry_;
};

}  // namespace naru
