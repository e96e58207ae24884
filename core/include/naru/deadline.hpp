// deadline: a time limit for any one operation that can be cancelled.
//
// It is embedded beside the operation, and works like it: nothing is allocated, one limit at a
// time, and it can be used again. An operation that ends in time completes with its own result. An
// operation that does not is cancelled, and completes with std::errc::timed_out; a cancel by the
// program gives another error. A success stays a success, however late, and the bytes are always
// those that moved.
//
//     naru::deadline limit(*proactor);
//     stream.receive(naru::buffer(storage), limit.arm(stream, 5s, received_));
//
// It is not for a limit on several operations together, such as a whole request: use a naru::timer
// for that. A timer's own wait needs no deadline.
//
// Like an operation, an armed deadline must exist until it has completed; the destructor of the
// proactor may be what completes it. The target must also exist until then, even if it could go
// earlier without a deadline, because the limit may expire while the target is closing.
//
// Thread-safety: arm may be called from any thread, one at a time. The limit, the operation and a
// cancel may meet on any threads.
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
  /// `owner` runs the limit. It must be the proactor of `target`.
  explicit deadline(proactor& owner) noexcept : proactor_(owner) {}
  deadline(const deadline&) = delete;
  deadline& operator=(const deadline&) = delete;
  /// Must not be called while armed.
  ~deadline();

  /// Limits one operation of `target` to `time` from now. Any length is allowed: zero and less
  /// expire at once, but the operation may still be faster. Returns the operation to start in
  /// place of `op`, in the same expression or soon after; the start always returns
  /// submission::pending. `op` is pending from here on and completes once. The deadline may be
  /// armed again from the completion function of `op` on. Throws std::system_error with
  /// error::operation_already_pending while it is armed, and std::bad_alloc; in both cases nothing
  /// has begun.
  template <cancellable Target>
  [[nodiscard]] operation& arm(Target& target, proactor::duration time, operation& op) {
    return arm(&target, &cancel<Target>, time, op);
  }

  /// The operation that arm returned. If the program wants to end it, it passes this to the
  /// target's cancel; `op` then completes with std::errc::operation_canceled.
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
  std::atomic<unsigned> parts_ = 0;  // the operation and the limit; 0 while not armed
  std::atomic<bool> ended_ = false;  // the operation has completed
  std::atomic<bool> passed_ = false;
  detail::timer_entry entry_;  // not a naru::timer, which must not outlive the proactor
  member_callback inner_ = bind<&deadline::on_ended>(this);
  member_callback limit_ = bind<&deadline::on_limit>(this);
};

}  // namespace naru
