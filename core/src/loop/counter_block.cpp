#include "loop/counter_block.hpp"

namespace naru::detail {

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
  result.longest_callback = std::chrono::nanoseconds(longest_callback_ns.get());
  return result;
}

}  // namespace naru::detail
