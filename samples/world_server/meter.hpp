// meter: prints how long the ticks take and how much is sent, in lines of figures. For one thread
// at a time.
//
// It uses the histogram of the samples, because naru::histogram has no percentiles: that one only
// knows between which two of its bounds a value was, and does not know the largest value.
#pragma once

#include <naru/session/session_counters.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "../common/histogram.hpp"

namespace samples::world {

class meter {
 public:
  using clock = std::chrono::steady_clock;

  /// Of one tick: the time that it took, and the ticks before it that were skipped.
  void record(clock::duration tick, std::uint64_t missed) {
    skipped_ += missed;
    recent_.record(tick);
    all_.record(tick);
  }
  /// Prints the figures since the last line.
  void print_recent(std::size_t players, const naru::session_counters& counted);
  /// Prints the figures of the whole run.
  void print_all(const naru::session_counters& counted) const;

  [[nodiscard]] clock::duration since_last() const { return clock::now() - last_; }

 private:
  clock::time_point last_ = clock::now();
  std::uint64_t bytes_before_ = 0;
  std::uint64_t skipped_ = 0;
  histogram recent_;
  histogram all_;
};

}  // namespace samples::world
