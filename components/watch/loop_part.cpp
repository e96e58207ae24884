#include "watch/loop_part.hpp"

#include "watch/json_writer.hpp"

namespace naru::detail {

std::string loop_part(const counters& now) {
  json_writer to;
  to.begin('{');
  to.field("started", now.started).field("completed", now.completed);
  to.field("failed", now.failed).field("cancelled", now.cancelled);
  to.field("inline", now.inline_completions);
  to.field("bytes_received", now.bytes_received).field("bytes_sent", now.bytes_sent);
  to.field("batches", now.batches).field("batched", now.batched_completions);
  to.field("largest_batch", now.largest_batch);
  to.field("timers", now.timers_expired).field("posts", now.posts).field("wakes", now.wakes);
  to.field("late_sum_ms", exact_milliseconds(now.timer_lateness));
  to.field("late_max_ms", exact_milliseconds(now.longest_timer_lateness));
  to.field("longest_callback_ms", exact_milliseconds(now.longest_callback));
  to.key("late").begin('[');
  for (const std::uint64_t each : now.timers_by_lateness) to.value(each);
  return to.end(']').end('}').take();
}

}  // namespace naru::detail
