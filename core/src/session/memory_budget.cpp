#include "memory_budget.hpp"

namespace naru::detail {

// Added first, so that of several threads that ask at once none goes beyond the limit.
segment_pointer memory_budget::take(std::size_t size, memory_use use) {
  if (max_ == 0) return segment_pointer(take_segment(size));
  const std::size_t bytes = segment_capacity_for(size);
  if (held_.fetch_add(bytes, std::memory_order_relaxed) + bytes > limit_of(use)) {
    give_back(bytes);
    return {};
  }
  try {
    segment& taken = take_segment(size);
    taken.budget = this;
    return segment_pointer(taken);
  } catch (...) {
    give_back(bytes);
    throw;
  }
}

}  // namespace naru::detail
