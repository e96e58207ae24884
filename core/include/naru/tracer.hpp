// tracer: is told of everything that a proactor does, to draw it or to find out why it is slow.
//
// Derive from it, override the functions that you need, and name it in proactor_options when the
// proactor is made. A proactor without a tracer pays one branch. With one, each completion
// function is timed.
//
//     class slow_callbacks final : public naru::tracer {
//       void callback_returned(const void*, naru::operation_kind kind, time_point began,
//                              time_point ended) noexcept override { … }
//     };
//     auto proactor = naru::make_proactor({.tracer = &tracer});
//
// naru::trace_ring is one that keeps the last events and draws them. A tracer is not for counting:
// proactor::counters counts at no extra cost.
//
// Thread-safety: called on every thread that starts operations or runs the proactor, on several at
// a time. A call may be made with locks held, so it must not block for long, nor call into naru.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/operation.hpp>

#include <chrono>
#include <cstddef>

namespace naru {

class NARU_API tracer {
 public:
  /// A time of the proactor's clock.
  using time_point = std::chrono::steady_clock::time_point;

  tracer() = default;
  tracer(const tracer&) = delete;
  tracer& operator=(const tracer&) = delete;
  virtual ~tracer() = default;

  /// `id` is the operation's address. From a start to its completion it identifies that operation
  /// alone; afterwards another operation may lie there. Do not read the memory behind it.

  virtual void operation_started(const void* /*id*/, operation_kind /*kind*/) noexcept {}
  /// Called at `time`, just before the completion function is called, or before submission::done is
  /// returned.
  virtual void operation_completed(const void* /*id*/, operation_kind /*kind*/,
                                   const io_result& /*result*/, time_point /*time*/) noexcept {}
  /// Called just after the completion function, also if an exception left it. `began` is the time
  /// that operation_completed was told.
  virtual void callback_returned(const void* /*id*/, operation_kind /*kind*/, time_point /*began*/,
                                 time_point /*ended*/) noexcept {}
  /// The system was asked and had this many completions, at least one.
  virtual void batch_taken(std::size_t /*completions*/) noexcept {}
};

}  // namespace naru
