// Times that stay at the largest value if they would go beyond it. An option may be as long as its
// type allows, which means "never".
#pragma once

#include <naru/proactor.hpp>

#include <chrono>

namespace naru::detail {

/// `time` in the unit of the clock. The range of that unit is smaller than the range of
/// milliseconds.
[[nodiscard]] constexpr proactor::duration saturating_duration(
    std::chrono::milliseconds time) noexcept {
  constexpr auto longest =
      std::chrono::duration_cast<std::chrono::milliseconds>((proactor::duration::max)());
  return time <= longest ? proactor::duration(time) : (proactor::duration::max)();
}

/// `start` plus `time`. `start` must not be before the epoch of the clock.
[[nodiscard]] constexpr proactor::time_point saturating_add(proactor::time_point start,
                                                            proactor::duration time) noexcept {
  const bool countable = time <= (proactor::time_point::max)() - start;
  return countable ? start + time : (proactor::time_point::max)();
}

}  // namespace naru::detail
