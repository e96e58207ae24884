// tracer: is told of everything that a proactor does, to draw it or to find out why it is slow.
//
// Derive from it, override what matters, and name it in proactor_options when the proactor is made.
// A proactor without one pays a branch. With one, each completion function is timed.
//
//     class slow_callbacks final : public naru::tracer {
//       void callback_returned(const void*, naru::operation_kind kind,
//                              std::chrono::nanoseconds took) noexcept override { … }
//     };
//     auto proactor = naru::make_proactor({.tracer = &tracer});
//
// Not for counting: proactor::counters does that for nothing.
//
// Thread-safety: called on every thread that starts operations or runs the proactor, on several at
// a time. A call may be made with locks held: it must not block for long, nor call into naru.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/operation.hpp>

#include <chrono>
#include <cstddef>

namespace naru {

class NARU_API tracer {
 public:
  tracer() = default;
  tracer(const tracer&) = delete;
  tracer& operator=(const tracer&) = delete;
  virtual ~tracer() = default;

  // `id` is the operation's address: from a start to its completion it stands for that operation
  // alone, and afterwards for whatever lies there. Do not look behind it.

  virtual void operation_started(const void* /*id*/, operation_kind /*kind*/) noexcept {}
  /// Just before the completion function is called, or submission::done is returned.
  virtual void operation_completed(const void* /*id*/, operation_kind /*kind*/,
                                   const io_result& /*result*/) noexcept {}
  /// Just after; also where it left by an exception.
  virtual void callback_returned(const void* /*id*/, operation_kind /*kind*/,
                                 std::chrono::nanoseconds /*took*/) noexcept {}
  /// The system was asked and had so many completions, at least one.
  virtual void batch_taken(std::size_t /*completions*/) noexcept {}
};

}  // namespace naru
