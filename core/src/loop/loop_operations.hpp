// loop_operations: how an operation starts, and how it ends if its outcome is known at once. Both
// run for each operation, so they are inline.
#pragma once

#include <cassert>

#include "loop/loop.hpp"
#include "loop/loop_observation.hpp"
#include "loop/operation_access.hpp"
#include "loop/refuse_pending.hpp"
#include "loop/worker.hpp"

namespace naru::detail {

inline loop::worker* loop::this_worker() const noexcept { return worker::find(*this); }

inline void loop::start(operation& op, operation_owner* owner, operation_kind kind) {
  refuse_pending(op);
  operation_access::set_pending(op, true);
  operation_access::owner(op) = owner;
  trace_start(op, kind);
  worker* const self = this_worker();
  if (self == nullptr) return count_start_from_outside();
  self->counted.started.add();
  ++self->outstanding;
}

inline submission loop::finish_at_once(operation& op, const io_result& result) {
  worker* const self = this_worker();
  if (self == nullptr || self->at_once_budget == 0) {
    complete(op, result);
    return submission::pending;
  }
  assert(op.pending());  // invariant: completes-once
  assert(self->at_once_budget > 0);
  --self->at_once_budget;
  operation_access::result(op) = result;
  if (!operation_access::allows_inline(op)) {
    self->at_once.push(op);
    return submission::pending;
  }
  --self->outstanding;
  self->counted.inline_completions.add();
  observe_completion(self->counted, op);
  trace_completion(op);
  operation_access::set_pending(op, false);
  if (operation_owner* const owner = operation_access::owner(op)) {
    if (owner->asks_for_detach()) owner->detach(op);
    owner->completed();
  }
  return submission::done;
}

}  // namespace naru::detail
