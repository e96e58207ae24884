// deadline: a time limit for any one operation that can be cancelled.
//
// Embedded where the operation is, and like it: nothing is allocated, one limit at a time, used
// again as often as wanted. An operation that ends in time completes with its own result. One that
// does not is cancelled, and completes with std::errc::timed_out, which is not what a cancel by the
// program gives. A success stays a success, however late, and the bytes are always those that
// moved.
//
//     naru::deadline limit(*proactor);
//     stream.receive(naru::buffer(storage), limit.arm(stream, 5s, received_));
//
// Not for a limit on several operations together, such as a whole request: use a naru::timer for
// that. Not needed for a timer's own wait.
//
// Like an operation, an armed deadline must be there until it has completed, which the destructor
// of the proactor may bring about. The target, too, must stay until then, even where alone it would
// not have to: the limit may run out while it is closing.
//
// Thread-safety: arm from any thread, one at a time. The limit, the operation and a cancel may meet
// on any threads.
#pragma once

#include <naru/callback.hpp>
#include <naru/cancellable.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/timer_entry.hpp>
#include <naru/operation.hpp>
#include <naru/proactor.hpp>

#include <atomic>

namespace naru {

class NARU_API deadline {
 public:
  /// `owner` runs the limit; it must be the proactor that `target` belongs to.
  explicit deadline(proactor& owner) noexcept : proactor_(owner) {}
  deadline(const deadline&) = delete;
  deadline& operator=(const deadline&) = delete;
  /// Not while armed.
  ~deadline();

  /// Limits one operation of `target` to `time` from now, any length: zero and less run out at
  /// once, and still the operation may be faster. Returns what to start in the place of `op`, in
  /// the same expression or soon after; it always says submission::pending. `op` is pending from
  /// here on and completes once. From its completion function on the deadline may be armed again.
  /// Throws std::system_error with error::operation_already_pending while it is armed, and
  /// std::bad_alloc; then nothing has begun.
  template <cancellable Target>
  [[nodiscard]] operation& arm(Target& target, proactor::duration time, operation& op) {
    return arm(&target, &cancel<Target>, time, op);
  }

  /// What arm returned, to be passed to the target's cancel where the program ends the operation
  /// itself: it completes with std::errc::operation_canceled then.
  [[nodiscard]] operation& limited() noexcept { return inner_; }

 private:
  using cancel_function = void (*)(void* target, operation& op);

  template <class Target>
  static void cancel(void* target, operation& op) {
    detail::cancel_operation(*static_cast<Target*>(target), op);
  }

  operation& arm(void* target, cancel_function function, proactor::duration time, operation& op);
  void start_limit(proactor::time_point when);
  void look_again();
  void on_ended(io_result result);
  void on_limit(io_result result);
  void leave();

  proactor& proactor_;
  operation* outer_ = nullptr;
  void* target_ = nullptr;
  cancel_function cancel_ = nullptr;
  std::atomic<unsigned> parts_ = 0;  // the operation, and the limit; none while not armed
  std::atomic<bool> ended_ = false;  // the operation has completed
  std::atomic<bool> passed_ = false;
  detail::timer_entry entry_;  // not a naru::timer, which may not outlive the proactor
  member_callback inner_ = bind<&deadline::on_ended>(this);
  member_callback limit_ = bind<&deadline::on_limit>(this);
};

}  // namespace naru
