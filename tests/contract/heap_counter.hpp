// Counts what the process asks of the heap, to prove that a steady state asks nothing.
//
// heap_counter_glibc.cpp takes the place of malloc and its kin; heap_counter_new.cpp takes the
// place of operator new where malloc cannot be replaced. The build links one of them.
#pragma once

#include <cstddef>

namespace contract {

/// Allocations so far, by all threads.
[[nodiscard]] std::size_t heap_calls() noexcept;

}  // namespace contract
