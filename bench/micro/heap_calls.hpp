// Counts the allocations of a thread, by operator new and by other functions that a peer uses.
#pragma once

#include <cstddef>

namespace bench {

/// The number of allocations of this thread so far. Each thread counts for itself, because an
/// atomic counter would cost more than the allocation.
[[nodiscard]] std::size_t heap_calls() noexcept;

/// For allocations by other functions than operator new.
void count_heap_call() noexcept;

}  // namespace bench
