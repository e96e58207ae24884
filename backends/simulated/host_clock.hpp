// host_clock: the clock of a simulated host, which may run fast or slow.
#pragma once

#include <chrono>
#include <cstdint>

namespace naru::detail {

/// The most that a clock drifts, in parts per million, either way.
inline constexpr std::int32_t clock_drift_max = 500'000;

class host_clock {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  /// The time that this clock shows at that time of the world. A time before the last change of the
  /// drift counts as that of the change.
  [[nodiscard]] time_point shown_at(time_point world) const noexcept;
  /// The first time of the world at which this clock shows `shown` or more. time_point::max() stays
  /// what it is.
  [[nodiscard]] time_point time_of(time_point shown) const noexcept;
  /// From `now` on, which is a time of the world, the clock drifts so much.
  void drift(std::int32_t parts_per_million, time_point now) noexcept;

 private:
  // The world's time of the last change, and what the clock showed then.
  time_point changed_{};
  time_point showed_{};
  std::int32_t parts_per_million_ = 0;
};

}  // namespace naru::detail
