// Sums of times that stay at the largest one when they would go beyond it. Options may be as long
// as their type can tell, for "never".
#pragma once

#include <naru/proactor.hpp>

#include <chrono>

namespace naru::detail {

/// `time` in the clock's unit, in which fewer milliseconds can be told than in their own.
[[nodiscard]] constexpr proactor::duration saturating_duration(
    std::chrono::milliseconds time) noexcept {
  constexpr auto longest =
      std::chrono::duration_cast<std::chrono::milliseconds>((proactor::duration::max)());
  return time <= longest ? proactor::duration(time) : (proactor::duration::max)();
}

/// From a moment that is not before the clock's beginning.
[[nodiscard]] constexpr proactor::time_point saturating_add(proactor::time_point start,
                                                            proactor::duration time) noexcept {
  const bool countable = time <= (proactor::time_point::max)() - start;
  return countable ? start + time : (proactor::time_point::max)();
}

}  // namespace naru::detail
