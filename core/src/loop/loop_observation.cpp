// The counters of a loop, and the calls to its tracer.
#include <naru/tracer.hpp>

#include "loop/loop.hpp"
#include "loop/loop_operations.hpp"

namespace naru::detail {

counters loop::counters() const {
  const std::lock_guard lock(mutex_);
  counter_block sum;
  sum.fold(counted_);
  for (const worker* each = running_; each != nullptr; each = each->next_) sum.fold(each->counted);
  sum.started.add(posted_.size());
  sum.posts.add(posted_.size());
  return sum.read();
}

void loop::tell_start(operation& op, operation_kind kind) noexcept {
  tracer_->operation_started(&op, kind);
}

void loop::observe_error(counter_block& counted, const std::error_code& error) noexcept {
  // The first comparison is nearly always enough. The second one costs more: it asks two error
  // categories.
  const bool canceled = error == canceled_.error || error == std::errc::operation_canceled;
  (canceled ? counted.cancelled : counted.failed).add();
}

void loop::tell_completion(operation& op, time_point time) noexcept {
  tracer_->operation_completed(&op, operation_access::kind(op), op.result(), time);
}

void loop::count_bytes(direction which, std::size_t bytes) noexcept {
  const auto count_in = [=](counter_block& counted) {
    (which == direction::receive ? counted.bytes_received : counted.bytes_sent).add(bytes);
  };
  if (worker* const self = this_worker()) return count_in(self->counted);
  const std::lock_guard lock(mutex_);
  count_in(counted_);
}

void loop::observe_batch(worker& self, std::size_t completions) noexcept {
  self.counted.batches.add();
  self.counted.batched_completions.add(completions);
  self.counted.largest_batch.raise_to(completions);
  if (tracer_ != nullptr) tracer_->batch_taken(completions);
}

// The time is measured even if an exception leaves the completion function. The operation may be
// gone when that function returns.
void loop::call_timed(worker& self, operation& op) {
  struct timing {
    loop& owner;
    worker& self;
    const void* id;
    operation_kind kind;
    time_point begin;
    ~timing() {
      const time_point end = owner.now();
      const std::chrono::nanoseconds took = end - begin;
      self.counted.longest_callback_ns.raise_to(static_cast<std::uint64_t>(took.count()));
      if (owner.tracer_ != nullptr) owner.tracer_->callback_returned(id, kind, begin, end);
    }
  };
  const timing timed{*this, self, &op, operation_access::kind(op), now()};
  if (tracer_ != nullptr) tell_completion(op, timed.begin);
  operation_access::complete(op);
}

}  // namespace naru::detail
