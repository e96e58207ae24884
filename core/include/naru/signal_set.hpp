// signal_set: Ctrl-C, SIGTERM and the closing of the console as an operation.
//
// For programs that end in good order. While any set watches a kind of signal, that signal does not
// end the program; when the last such set goes, what was in force before the first is so again.
// Several sets may live at a time, on one proactor or several, and each hears every signal of its
// kinds. A signal that comes while nobody waits is kept, one of each kind, for the next wait.
//
// A pending wait is outstanding work like any other: run does not return while it is there. A
// program that ends for another reason cancels it, or destroys the set.
//
//     naru::signal_set stop_signals(*proactor, {naru::signal_kind::interrupt,
//                                               naru::signal_kind::terminate});
//     stop_signals.wait(which_, stop_requested_);
//     …in stop_requested_:  listener_.close(); …
//
// Not for: signals that tell of an error in the program itself (SIGSEGV…), or of another process
// (SIGCHLD).
//
// On POSIX at least one thread must not block the signal, and a signal that the program was started
// to ignore, as nohup has it, is heard all the same. On Windows the system ends the program about
// five seconds after hang_up, or as soon as main returns: that much time is there to clean up.
//
// Thread-safety: every member may be called from any thread at any time, but for the destructor and
// the moves, which need the set to themselves.
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

class NARU_API signal_set {
 public:
  /// Watches `kinds` from here on. `owner` must outlive the set, or the set may only be destroyed.
  /// Throws std::invalid_argument for an empty list or a kind that does not exist, and
  /// std::system_error where the system refuses.
  signal_set(proactor& owner, std::initializer_list<signal_kind> kinds);
  /// What was moved from may only be destroyed or assigned to. A pending wait moves along.
  signal_set(signal_set&&) noexcept = default;
  signal_set& operator=(signal_set&&) noexcept = default;
  /// Cancels a pending wait; its operation must live until it has completed all the same.
  ~signal_set() = default;

  /// Completes `op` without error when a signal has come, with its kind in `which`, which must live
  /// until then. If several kinds were kept, they come in the order of signal_kind, one per wait. A
  /// second wait is refused: error::operation_already_pending, the first is untouched.
  submission wait(signal_kind& which, operation& op);
  /// The same for co_await: auto [error, which] = …
  auto wait() { return detail::awaitable_operation<wait_action>(wait_action{this, {}}); }

  /// The pending wait, if any, completes with std::errc::operation_canceled. One that a signal has
  /// ended already keeps its success.
  void cancel() noexcept;

 private:
  struct wait_action {
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

/// Does as if the system had sent `which` to this process: for a program's own "quit" command, and
/// for tests. Sets may hear of it after the call has returned. Where no set watches `which`, POSIX
/// does what it would have done anyway, which ends the program as a rule, and Windows does nothing
/// and returns std::errc::operation_not_supported. Errors: invalid_argument for a kind that does
/// not exist. Any thread; not a signal handler.
NARU_API std::error_code raise_signal(signal_kind which) noexcept;

}  // namespace naru
