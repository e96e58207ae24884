// counters: what a proactor has done since it was made. See proactor::counters.
//
// For a server's statistics and for tests. Each running thread counts for itself, without a shared
// word and without a clock. So counting costs a few instructions per operation, and need not be
// switched on.
//
//     const naru::counters now = proactor->counters();
//     log("in flight: {}", now.started - now.completed);
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace naru {

struct counters {
  /// Operations of every kind, timers and posts too.
  std::uint64_t started = 0;
  /// Those of them that have an outcome and were handed to their completion function, or were
  /// reported as submission::done.
  std::uint64_t completed = 0;
  /// Those of the completed that ended with std::errc::operation_canceled.
  std::uint64_t cancelled = 0;
  /// Those of the completed that ended with any other error, the end of a stream included.
  std::uint64_t failed = 0;
  /// Completions that were reported by submission::done.
  std::uint64_t inline_completions = 0;

  /// Streams count when an operation completes; datagrams of a batch count when they move.
  std::uint64_t bytes_received = 0;
  std::uint64_t bytes_sent = 0;

  /// The number of times the system was asked and had completions, the number of those
  /// completions, and the most at one time.
  std::uint64_t batches = 0;
  std::uint64_t batched_completions = 0;
  std::uint64_t largest_batch = 0;

  /// The number of waits for a time that began, those that lasted to their time, and those that
  /// were cancelled before it.
  std::uint64_t timers_started = 0;
  std::uint64_t timers_expired = 0;
  std::uint64_t timers_cancelled = 0;
  /// The number of operations that were posted. Functions of naru::post that run in one completion
  /// count as one.
  std::uint64_t posts = 0;
  /// The number of times a waiting thread was woken because something came from another thread.
  std::uint64_t wakes = 0;

  /// How late the loop took the expired timers, which is how long it was held up: by completion
  /// functions, by a busy machine, or by a pause. It is measured from a timer's deadline to the
  /// beginning of the batch in which its operation runs, by a clock that the loop reads anyway. The
  /// first number is of the timers that were less than a millisecond late, the next of those that
  /// were less than 2 ms late, then 4 ms, and so on to 1,024 ms; the last number is of all others.
  std::array<std::uint64_t, 12> timers_by_lateness{};
  /// The lateness of all expired timers added up, and that of the latest.
  std::chrono::nanoseconds timer_lateness{0};
  std::chrono::nanoseconds longest_timer_lateness{0};

  /// The longest time that a completion function took. Zero unless proactor_options::time_callbacks
  /// asks for it or there is a tracer.
  std::chrono::nanoseconds longest_callback{0};
};

}  // namespace naru
