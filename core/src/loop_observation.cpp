// What a loop tells of itself: counters, and what a tracer hears.
#include <naru/tracer.hpp>

#include "loop.hpp"
#include "worker.hpp"

namespace naru::detail {

counters loop::counters() const {
  const std::lock_guard lock(mutex_);
  counter_block sum;
  sum.fold(counted_);
  for (const worker* each = running_; each != nullptr; each = each->next_) sum.fold(each->counted);
  return sum.read();
}

void loop::trace_start(operation& op, operation_kind kind) noexcept {
  operation_access::kind(op) = kind;
  if (tracer_ != nullptr) tracer_->operation_started(&op, kind);
}

void loop::observe_completion(counter_block& counted, operation& op) noexcept {
  const io_result& result = op.result();
  const operation_kind kind = operation_access::kind(op);
  counted.completed.add();
  if (result.error) {
    const bool canceled = result.error == std::errc::operation_canceled;
    (canceled ? counted.cancelled : counted.failed).add();
  }
  if (kind == operation_kind::receive) counted.bytes_received.add(result.bytes);
  if (kind == operation_kind::send) counted.bytes_sent.add(result.bytes);
  if (tracer_ != nullptr) tracer_->operation_completed(&op, kind, result);
}

void loop::observe_batch(worker& self, std::size_t completions) noexcept {
  self.counted.batches.add();
  self.counted.batched_completions.add(completions);
  self.counted.largest_batch.raise_to(completions);
  if (tracer_ != nullptr) tracer_->batch_taken(completions);
}

// The completion function, timed if somebody wants to know, also where it leaves by an exception.
// The operation may be gone when it returns.
void loop::call(worker& self, operation& op) {
  if (!times_callbacks_) return operation_access::complete(op);
  struct timing {
    loop& owner;
    worker& self;
    const void* id;
    operation_kind kind;
    time_point begin;
    ~timing() {
      const std::chrono::nanoseconds took = clock::now() - begin;
      self.counted.longest_callback_ns.raise_to(static_cast<std::uint64_t>(took.count()));
      if (owner.tracer_ != nullptr) owner.tracer_->callback_returned(id, kind, took);
    }
  };
  const timing timed{*this, self, &op, operation_access::kind(op), clock::now()};
  operation_access::complete(op);
}

}  // namespace naru::detail
