// Counts what a thread asks of the heap, by way of operator new and of whatever else a peer uses.
#pragma once

#include <cstddef>

namespace bench {

/// Allocations of this thread so far. Each thread counts for itself: an atomic counter would cost
/// those who allocate more than the allocation does.
[[nodiscard]] std::size_t heap_calls() noexcept;

/// For other ways to the heap than operator new.
void count_heap_call() noexcept;

}  // namespace bench
