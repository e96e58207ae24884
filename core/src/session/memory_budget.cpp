#include "session/memory_budget.hpp"

namespace naru::detail {

segment_pointer memory_budget::take(std::size_t size, memory_use use) {
  if (max_ == 0) return segment_pointer(take_segment(size));
  const std::size_t bytes = segment_capacity_for(size);
  if (!reserve(bytes, limit_of(use))) return {};
  try {
    segment& taken = take_segment(size);
    taken.budget = this;
    return segment_pointer(taken);
  } catch (...) {
    give_back(bytes);
    throw;
  }
}

// Adds the bytes only if they fit. A request that is refused must not make another one fail
// meanwhile.
bool memory_budget::reserve(std::size_t bytes, std::size_t limit) noexcept {
  std::size_t before = held_.load(std::memory_order_relaxed);
  do {
    if (bytes > limit || before > limit - bytes) return false;
  } while (!held_.compare_exchange_weak(before, before + bytes, std::memory_order_relaxed));
  return true;
}

}  // namespace naru::detail
