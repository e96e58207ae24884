// histogram: counts values in a fixed set of buckets, from any number of threads.
//
// For how long things take in a program that runs: the handling of a message, a tick, a question to
// a database. naru::metrics writes it for Prometheus. Recording takes no lock and no memory.
//
//     naru::histogram tick_time;                                  // 1 µs to 10 s
//     tick_time.record(std::chrono::steady_clock::now() - began);
//
//     naru::histogram message_size({64, 256, 1'024, 4'096});      // numbers of any unit
//     message_size.record(message.size());
//
// It is not for exact percentiles: it only knows between which two bounds a value was. And a value
// that every thread records millions of times a second belongs in a histogram per thread.
#pragma once

#include <naru/detail/export.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

namespace naru {

class NARU_API histogram {
 public:
  /// The largest number of bounds.
  static constexpr std::size_t bounds_max = 32;

  /// The counts at one time.
  struct NARU_API reading {
    /// The number of values that were at most the bound of the same index and more than the bound
    /// before it; and one count more, of the values above the last bound. The rest is zero.
    std::array<std::uint64_t, bounds_max + 1> counts{};
    /// All values added up, modulo 2^64.
    std::uint64_t sum = 0;

    /// The number of all values.
    [[nodiscard]] std::uint64_t count() const noexcept;
  };

  /// For durations: the bounds are 1, 2 and 5 of each power of ten from a microsecond to ten
  /// seconds.
  histogram() noexcept;
  /// For durations, with bounds of the program's own. Throws std::invalid_argument unless they
  /// ascend, are positive, and are between one and bounds_max in number.
  explicit histogram(std::initializer_list<std::chrono::nanoseconds> bounds);
  /// For numbers. Throws like the above, but the first bound may be zero.
  explicit histogram(std::initializer_list<std::uint64_t> bounds);
  histogram(const histogram&) = delete;
  histogram& operator=(const histogram&) = delete;

  /// Counts one value. A value that equals a bound counts below that bound. A duration counts as
  /// its number of nanoseconds, a negative one as zero. May be called from any thread.
  void record(std::uint64_t value) noexcept;
  void record(std::chrono::nanoseconds value) noexcept {
    record(value.count() > 0 ? static_cast<std::uint64_t>(value.count()) : 0);
  }

  /// All values that were recorded before the call. A value that another thread records meanwhile
  /// may be in the counts and not in the sum, or the other way round. May be called from any
  /// thread.
  [[nodiscard]] reading read() const noexcept;

  /// The upper bounds, ascending; nanoseconds if the values are durations.
  [[nodiscard]] std::span<const std::uint64_t> bounds() const noexcept {
    return {bounds_.data(), bounds_used_};
  }
  /// True if it was made for durations.
  [[nodiscard]] bool counts_durations() const noexcept { return counts_durations_; }

 private:
  std::array<std::uint64_t, bounds_max> bounds_{};
  std::size_t bounds_used_ = 0;
  bool counts_durations_;
  std::array<std::atomic<std::uint64_t>, bounds_max + 1> counts_{};
  std::atomic<std::uint64_t> sum_ = 0;
};

}  // namespace naru
