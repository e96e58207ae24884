// dump: where every task of a proactor is: the chain of tasks that wait for each other, with the
// file and the line of each co_await, and what the innermost waits for.
//
// For a server that hangs, or that has more tasks than it should. It is safe while the proactor
// runs, on any number of threads. A task that goes on meanwhile waits at most until its own frames
// are copied. A task that begins or ends meanwhile waits, if it is in the part that is looked at,
// until that part is copied: an eighth of all tasks. With thousands of tasks that takes a fraction
// of a millisecond, so do not ask many times a second.
//
//     std::puts(naru::dump(*proactor).c_str());
//     //   2 tasks wait, 1 run
//     //   waits for receive
//     //     read_line     protocol.cpp:31
//     //     session       server.cpp:88
//     //   …
//
// Tasks have names if they give themselves one: this_task::set_name. It is not for figures: see
// naru::metrics.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/proactor.hpp>

#include <cstddef>
#include <optional>
#include <source_location>
#include <string>
#include <vector>

namespace naru {

namespace detail {
class session_owner;
}

/// A chain of tasks that was started by naru::run, by a task_scope, by when_all and its kin, or by
/// a coroutine_session, and that waits.
struct waiting_task {
  /// One task of the chain.
  struct frame {
    std::string name;         ///< empty unless the task has given itself one
    std::source_location at;  ///< of the co_await
  };

  /// The innermost task first, and then the task that awaits it, and so on. For a task in a
  /// when_all or when_any, the next is the task that awaits that group.
  std::vector<frame> frames;
  /// The thing that the innermost task waits for: "receive", "timer", "a mutex", "a message".
  std::string waits_for;
  /// The time until its sleep ends; negative if it is late. Only for sleep_for and sleep_until.
  std::optional<proactor::duration> time_left;
};

/// The tasks of a proactor at one time.
struct task_dump {
  /// The chains that wait, in no order.
  std::vector<waiting_task> waiting;
  /// The number of chains that run, or that are about to go on. Those that wait only for tasks of
  /// their own are not counted: they stand in the frames of those.
  std::size_t running = 0;
};

/// The tasks that began on `observed`. May be called from any thread, from a task or a callback
/// too. Tasks that begin or end meanwhile may be missing. Throws std::bad_alloc.
[[nodiscard]] NARU_API task_dump dump_tasks(proactor& observed);
/// The same as text, for a log or a terminal.
[[nodiscard]] NARU_API std::string dump(proactor& observed);
/// The present state of each session of a server or client, as text: see session_state. May be
/// called from any thread. Throws std::bad_alloc.
///
///     session 1048576 of 127.0.0.1:50311: open, waits, 0 bytes queued
///     session 2097153 of 127.0.0.1:50317: open, its task works, 120 bytes queued
[[nodiscard]] NARU_API std::string dump(const detail::session_owner& observed);

}  // namespace naru
