// The figures that a scenario reports beside its time: items per second, and allocations per item.
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>

namespace bench {

/// `heap_calls` of all iterations. If `done` differs from the number of items, the measurement is
/// void.
inline void report(benchmark::State& state, std::size_t items_per_iteration, std::size_t done,
                   std::size_t heap_calls) {
  const auto items = static_cast<std::size_t>(state.iterations()) * items_per_iteration;
  if (done != items) return state.SkipWithError("not every item was done exactly once");
  state.SetItemsProcessed(static_cast<std::int64_t>(items));
  state.counters["heap_calls_per_item"] =
      static_cast<double>(heap_calls) / static_cast<double>(items);
}

}  // namespace bench
