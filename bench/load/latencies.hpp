// latencies: how long replies took. Every value is kept, so a percentile is a value that occurred.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace bench {

class latencies {
 public:
  void record(std::chrono::nanoseconds taken) { taken_.push_back(taken.count()); }
  void clear() noexcept { taken_.clear(); }

  /// 0 if there is no value.
  [[nodiscard]] double microseconds(double percentile) {
    if (taken_.empty()) return 0;
    const auto last = static_cast<double>(taken_.size() - 1);
    const auto nth = taken_.begin() + static_cast<std::ptrdiff_t>(last * percentile / 100);
    std::nth_element(taken_.begin(), nth, taken_.end());
    return static_cast<double>(*nth) / 1e3;
  }

 private:
  std::vector<std::int64_t> taken_;
};

}  // namespace bench
