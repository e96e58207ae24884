// trace_ring: a tracer that keeps the last events of each thread, and draws them when it is asked.
//
// For the question that comes afterwards: what did the server do in the second in which it was
// slow? It is cheap enough to be on all the time: an event is a reading of the clock and six
// stores.
//
//     naru::trace_ring ring;
//     auto proactor = naru::make_proactor({.tracer = &ring});
//     …
//     std::ofstream("trace.json") << ring.json();   // open it in ui.perfetto.dev
//
// Each thread has a row: a slice for each completion function, named after its operation, and
// instants for starts, completions and batches. Several proactors may share a ring.
//
// It is not for counting or for alarms: see naru::metrics, and naru::tracer for a tracer of one's
// own. It is not for a naru::simulation either, because it goes by the real clock: the record of a
// simulation has the virtual times.
//
// Thread-safety: every member may be called from any thread, while proactors run. The ring must
// outlive the proactors.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/tracer.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace naru {

/// Options of a trace_ring.
struct trace_ring_options {
  /// The number of events that are kept of each thread, 40 bytes each: 2 to 2^24. An echo of one
  /// message makes about eight. Rounded up to a power of two.
  std::size_t events_per_thread = 8'192;
  /// Events of more threads than these are lost: 1 to 4,096. A thread whose first event finds no
  /// memory for its ring has none, either.
  std::size_t threads_max = 64;
};

class NARU_API trace_ring final : public tracer {
 public:
  /// Throws std::invalid_argument, which names the option, for an option out of range.
  explicit trace_ring(const trace_ring_options& options = {});
  /// No proactor that it traces may be left.
  ~trace_ring() override;

  /// The name of the calling thread's row. Without it the rows are called "thread 1", "thread 2"…
  /// in the order of their first events.
  void name_this_thread(std::string_view name);

  /// The events that are kept, in the JSON format of Chrome's traces: about 150 bytes for each
  /// event. Times are microseconds since the ring was made. Events that come meanwhile may be
  /// missing. It holds up no thread that makes events.
  [[nodiscard]] std::string json() const;

 private:
  class state;

  void operation_started(const void* id, operation_kind kind) noexcept override;
  void operation_completed(const void* id, operation_kind kind, const io_result& result,
                           time_point time) noexcept override;
  void callback_returned(const void* id, operation_kind kind, time_point began,
                         time_point ended) noexcept override;
  void batch_taken(std::size_t completions) noexcept override;

  const std::unique_ptr<state> state_;
};

}  // namespace naru
