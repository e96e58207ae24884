// failing_memory: lets each allocation of something fail once, in turn, and counts the allocations
// that this reached.
//
//     const std::size_t points = fail_each_allocation([&](std::size_t before) {
//       const auto proactor = test_proactor();                          // not to fail
//       bool felt = false;
//       {
//         const heap_shortage shortage(before);
//         …                                                             // one allocation fails
//         felt = shortage.felt();
//       }
//       …                                                               // goes on as it should
//       return felt;
//     });
#pragma once

#include "heap_counter.hpp"
#include "support.hpp"

#include <concepts>
#include <cstddef>

namespace contract {

/// More allocations than anything here makes. It ends a case that would never end by itself.
inline constexpr std::size_t allocations_max = 2'000;

/// Calls `attempt` with 0, 1, 2… until its shortage was not felt. Returns how often it was felt.
template <std::predicate<std::size_t> Attempt>
std::size_t fail_each_allocation(Attempt attempt) {
  std::size_t before = 0;
  for (; before < allocations_max; ++before) {
    CAPTURE(before);
    if (!attempt(before)) break;
  }
  CHECK(before < allocations_max);
  return before;
}

}  // namespace contract
