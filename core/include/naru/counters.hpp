// counters: what a proactor has done since it was made. See proactor::counters.
//
// For a server's statistics and for tests. Each running thread counts for itself, without a shared
// word and without a clock, so that counting costs a few instructions per operation and nobody has
// to switch it on.
//
//     const naru::counters now = proactor->counters();
//     log("in flight: {}", now.started - now.completed);
#pragma once

#include <chrono>
#include <cstdint>

namespace naru {

struct counters {
  /// Operations of every kind, timers and posts too.
  std::uint64_t started = 0;
  /// Of them, how many have an outcome and were handed to their completion function, or reported as
  /// submission::done.
  std::uint64_t completed = 0;
  /// Of those, how many ended with std::errc::operation_canceled.
  std::uint64_t cancelled = 0;
  /// Of those, how many ended with any other error, the end of a stream too.
  std::uint64_t failed = 0;
  /// Completions that were reported by submission::done.
  std::uint64_t inline_completions = 0;

  /// By streams, when an operation completes; by datagrams, those of a batch when they move.
  std::uint64_t bytes_received = 0;
  std::uint64_t bytes_sent = 0;

  /// How often the system was asked and had completions, how many those were, and the most at a
  /// time.
  std::uint64_t batches = 0;
  std::uint64_t batched_completions = 0;
  std::uint64_t largest_batch = 0;

  std::uint64_t timers_started = 0;
  std::uint64_t timers_expired = 0;
  std::uint64_t timers_cancelled = 0;
  std::uint64_t posts = 0;
  /// How often a waiting thread was woken for something that came from elsewhere.
  std::uint64_t wakes = 0;

  /// How long a completion function took at most. Zero unless proactor_options::callbacks asks for
  /// it or there is a tracer.
  std::chrono::nanoseconds longest_callback{0};
};

}  // namespace naru
