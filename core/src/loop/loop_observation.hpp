// loop_observation: the counting and tracing that runs for each operation. The rest, which runs
// seldom, is in loop_observation.cpp.
#pragma once

#include <naru/tracer.hpp>

#include "loop/loop.hpp"
#include "loop/operation_access.hpp"
#include "loop/worker.hpp"

namespace naru::detail {

inline void loop::trace_start(operation& op, operation_kind kind) noexcept {
  operation_access::kind(op) = kind;
  if (tracer_ != nullptr) tell_start(op, kind);
}

inline void loop::observe_completion(counter_block& counted, operation& op) noexcept {
  const io_result& result = op.result();
  const operation_kind kind = operation_access::kind(op);
  counted.completed.add();
  if (result.error) observe_error(counted, result.error);
  if (kind == operation_kind::receive) counted.bytes_received.add(result.bytes);
  if (kind == operation_kind::send) counted.bytes_sent.add(result.bytes);
}

// For a completion that no completion function follows.
inline void loop::trace_completion(operation& op) noexcept {
  if (tracer_ != nullptr) tell_completion(op, now());
}

// Calls the completion function, and measures its time if an option asks for that. With a tracer
// it is always so.
inline void loop::call(worker& self, operation& op) {
  if (times_callbacks_) return call_timed(self, op);
  operation_access::complete(op);
}

}  // namespace naru::detail
