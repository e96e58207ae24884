// histogram: counts durations in a fixed number of cells and tells percentiles, each at most 0.8 %
// too high. Log-linear: every power of two of nanoseconds is divided into 128 cells.
//
// For one thread at a time. For exact values keep the values themselves.
//
//     samples::histogram latency;
//     latency.record(std::chrono::microseconds(25));
//     latency.percentile(99.9);
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace samples {

class histogram {
 public:
  using duration = std::chrono::nanoseconds;

  /// A negative duration counts as zero; one of more than nine minutes counts in the last cell.
  void record(duration value) noexcept {
    const auto nanoseconds = static_cast<std::uint64_t>(std::max<std::int64_t>(value.count(), 0));
    ++cells_[std::min(cell_of(nanoseconds), cell_count - 1)];
    ++count_;
    max_ = std::max(max_, nanoseconds);
  }

  void merge(const histogram& other) noexcept {
    for (std::size_t i = 0; i < cell_count; ++i) cells_[i] += other.cells_[i];
    count_ += other.count_;
    max_ = std::max(max_, other.max_);
  }

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// Exact. Zero if nothing was recorded.
  [[nodiscard]] duration max() const noexcept { return to_duration(max_); }

  /// The duration that `percent` of the durations do not exceed. Zero if nothing was recorded.
  [[nodiscard]] duration percentile(double percent) const noexcept {
    const double rank = std::ceil(percent / 100 * static_cast<double>(count_));
    const auto wanted = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(rank), 1,
                                                  std::max<std::uint64_t>(count_, 1));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i + 1 < cell_count; ++i) {
      seen += cells_[i];
      if (seen >= wanted) return to_duration(std::min(last_of(i), max_));
    }
    return max();
  }

 private:
  static constexpr unsigned precision_bits = 7;
  static constexpr std::uint64_t cells_per_power = std::uint64_t{1} << precision_bits;
  static constexpr unsigned value_bits = 39;  // 2^39 ns: nine minutes
  static constexpr std::size_t cell_count = (value_bits - precision_bits + 1) * cells_per_power;

  // Values below cells_per_power have a cell each; above, the leading bits choose the cell.
  static constexpr std::size_t cell_of(std::uint64_t value) noexcept {
    if (value < cells_per_power) return static_cast<std::size_t>(value);
    const auto shift = static_cast<unsigned>(std::bit_width(value)) - precision_bits - 1;
    return static_cast<std::size_t>(shift * cells_per_power + (value >> shift));
  }

  // The largest value in a cell: the inverse of cell_of.
  static constexpr std::uint64_t last_of(std::size_t cell) noexcept {
    if (cell < 2 * cells_per_power) return cell;
    const std::uint64_t shift = cell / cells_per_power - 1;
    const std::uint64_t leading = cell % cells_per_power + cells_per_power;
    return ((leading + 1) << shift) - 1;
  }

  static constexpr duration to_duration(std::uint64_t nanoseconds) noexcept {
    return duration(static_cast<duration::rep>(nanoseconds));
  }

  std::array<std::uint64_t, cell_count> cells_{};
  std::uint64_t count_ = 0;
  std::uint64_t max_ = 0;
};

[[nodiscard]] inline double milliseconds(histogram::duration time) noexcept {
  return std::chrono::duration<double, std::milli>(time).count();
}

}  // namespace samples
