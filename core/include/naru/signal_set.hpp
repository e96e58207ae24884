// signal_set: Ctrl-C, SIGTERM and the closing of the console as an operation.
//
// For programs that end in an orderly way. While any set watches a kind of signal, that signal
// does not end the program. When the last such set goes, the action from before the first set is
// restored. Several sets may exist at a time, on one proactor or several, and each gets every
// signal of its kinds. If a signal comes while nothing waits, one of each kind is kept for the
// next wait.
//
// A pending wait is outstanding work like any other: run does not return while it is pending. If a
// program ends for another reason, it cancels the wait, or destroys the set.
//
//     naru::signal_set stops(*proactor, naru::stop_signals);
//     …the server starts, and a worker_pool runs the proactor…
//     naru::sync_wait(*proactor, stops.wait());
//     server.stop_blocking(5s);
//
// An operation can wait too:
//
//     stops.wait(which_, stop_requested_);
//     …in stop_requested_:  listener_.close(); …
//
// It is not for signals that report an error in the program itself (SIGSEGV…), or news of another
// process (SIGCHLD).
//
// On POSIX at least one thread must not block the signal. A signal that the program was started to
// ignore, as nohup does, is delivered all the same. On Windows the system ends the program about
// five seconds after hang_up, or as soon as main returns; so the program has that much time to
// clean up.
//
// Thread-safety: every member may be called from any thread at any time, except the destructor and
// the moves: during those no other thread may use the set.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/signal_source.hpp>
#include <naru/operation.hpp>
#include <naru/result.hpp>

#include <initializer_list>
#include <system_error>

namespace naru {

class proactor;

/// The signals that ask a program to stop: Ctrl-C, SIGTERM, and a console or terminal that goes
/// away. If SIGHUP should do something else, such as reload a configuration, look at the kind that
/// came.
inline constexpr std::initializer_list<signal_kind> stop_signals = {
    signal_kind::interrupt, signal_kind::terminate, signal_kind::hang_up};

class NARU_API signal_set {
 public:
  /// Watches `kinds` from here on. `owner` must outlive the set; otherwise the set may only be
  /// destroyed. Throws std::invalid_argument for an empty list or a kind that does not exist, and
  /// std::system_error if the system refuses.
  signal_set(proactor& owner, std::initializer_list<signal_kind> kinds);
  /// A set that was moved from may only be destroyed or assigned to. A pending wait moves along.
  signal_set(signal_set&&) noexcept = default;
  signal_set& operator=(signal_set&&) noexcept = default;
  /// Cancels a pending wait. Its operation must still live until it has completed.
  ~signal_set() = default;

  /// Completes `op` without error when a signal has come, with its kind in `which`, which must
  /// live until then. If several kinds were kept, they come in the order of signal_kind, one per
  /// wait. A second wait is refused with error::operation_already_pending, and the first is
  /// untouched.
  submission wait(signal_kind& which, operation& op);
  /// This form is for co_await: auto [error, which] = …
  auto wait() { return detail::awaitable_operation<wait_action>(wait_action{this, {}}); }

  /// The pending wait, if any, completes with std::errc::operation_canceled. A wait that a signal
  /// has already ended keeps its success.
  void cancel() noexcept;

 private:
  struct wait_action {
    static constexpr const char* waits_for = "a signal";

    submission start(operation& op) { return set->wait(which, op); }
    void cancel(operation&) noexcept { set->cancel(); }
    [[nodiscard]] result<signal_kind> finish(const io_result& result) const noexcept {
      return {result.error, which};
    }

    signal_set* set;
    signal_kind which;
  };

  detail::signal_pointer source_;
};

/// Acts as if the system had sent `which` to this process: for a program's own "quit" command, and
/// for tests. Sets may get it after the call has returned. If no set watches `which`, POSIX takes
/// its usual action, which normally ends the program, and Windows does nothing and returns
/// std::errc::operation_not_supported. Errors: invalid_argument for a kind that does not exist.
/// May be called from any thread, but not from a signal handler.
NARU_API std::error_code raise_signal(signal_kind which) noexcept;

}  // namespace naru
