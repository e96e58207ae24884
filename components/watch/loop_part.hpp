// The part of an update that tells of the loop, and the unit of its times.
#pragma once

#include <naru/counters.hpp>
#include <naru/proactor.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace naru::detail {

[[nodiscard]] inline double exact_milliseconds(std::chrono::nanoseconds time) noexcept {
  return std::chrono::duration<double, std::milli>(time).count();
}

/// Whole milliseconds; 0 for a negative time.
[[nodiscard]] inline std::uint64_t milliseconds_of(proactor::duration time) noexcept {
  const auto count = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
  return count > 0 ? static_cast<std::uint64_t>(count) : 0;
}

[[nodiscard]] std::string loop_part(const counters& now);

}  // namespace naru::detail
