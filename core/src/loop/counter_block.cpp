#include "loop/counter_block.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstddef>

namespace naru::detail {

using time_point = std::chrono::steady_clock::time_point;

// Less than a millisecond counts in the first place, and each further place is twice as wide. A
// deadline before the beginning of the clock says "at once", and such a timer is never late.
void counter_block::count_expired(time_point deadline, time_point time) noexcept {
  assert(deadline <= time);
  const bool has_deadline = deadline > time_point();
  const std::chrono::nanoseconds late = has_deadline ? time - deadline : time_point::duration(0);
  const auto nanoseconds = static_cast<std::uint64_t>(late.count());
  const auto place = static_cast<std::size_t>(std::bit_width(nanoseconds / 1'000'000));
  timers_expired.add();
  timers_by_lateness[std::min(place, timers_by_lateness.size() - 1)].add();
  timer_lateness_ns.add(nanoseconds);
  longest_timer_lateness_ns.raise_to(nanoseconds);
}

void counter_block::fold(const counter_block& other) noexcept {
  started.add(other.started.get());
  completed.add(other.completed.get());
  cancelled.add(other.cancelled.get());
  failed.add(other.failed.get());
  inline_completions.add(other.inline_completions.get());
  bytes_received.add(other.bytes_received.get());
  bytes_sent.add(other.bytes_sent.get());
  batches.add(other.batches.get());
  batched_completions.add(other.batched_completions.get());
  timers_started.add(other.timers_started.get());
  timers_expired.add(other.timers_expired.get());
  timers_cancelled.add(other.timers_cancelled.get());
  posts.add(other.posts.get());
  wakes.add(other.wakes.get());
  largest_batch.raise_to(other.largest_batch.get());
  for (std::size_t i = 0; i < timers_by_lateness.size(); ++i) {
    timers_by_lateness[i].add(other.timers_by_lateness[i].get());
  }
  timer_lateness_ns.add(other.timer_lateness_ns.get());
  longest_timer_lateness_ns.raise_to(other.longest_timer_lateness_ns.get());
  longest_callback_ns.raise_to(other.longest_callback_ns.get());
}

counters counter_block::read() const noexcept {
  counters result;
  result.started = started.get();
  result.completed = completed.get();
  result.cancelled = cancelled.get();
  result.failed = failed.get();
  result.inline_completions = inline_completions.get();
  result.bytes_received = bytes_received.get();
  result.bytes_sent = bytes_sent.get();
  result.batches = batches.get();
  result.batched_completions = batched_completions.get();
  result.timers_started = timers_started.get();
  result.timers_expired = timers_expired.get();
  result.timers_cancelled = timers_cancelled.get();
  result.posts = posts.get();
  result.wakes = wakes.get();
  result.largest_batch = largest_batch.get();
  for (std::size_t i = 0; i < timers_by_lateness.size(); ++i) {
    result.timers_by_lateness[i] = timers_by_lateness[i].get();
  }
  result.timer_lateness = std::chrono::nanoseconds(timer_lateness_ns.get());
  result.longest_timer_lateness = std::chrono::nanoseconds(longest_timer_lateness_ns.get());
  result.longest_callback = std::chrono::nanoseconds(longest_callback_ns.get());
  return result;
}

}  // namespace naru::detail
