#include "simulated/host_clock.hpp"

#include <algorithm>
#include <cassert>

namespace naru::detail {
namespace {

using duration = host_clock::time_point::duration;

constexpr std::int64_t million = 1'000'000;

// A later time is the same as never. It is far enough from the largest number for the sums below.
constexpr duration never = std::chrono::hours(24) * 365 * 100;

/// time * factor / divisor, rounded down. The product alone would be too large.
constexpr std::int64_t scaled(std::int64_t time, std::int64_t factor,
                              std::int64_t divisor) noexcept {
  return time / divisor * factor + time % divisor * factor / divisor;
}

}  // namespace

host_clock::time_point host_clock::shown_at(time_point world) const noexcept {
  const std::int64_t passed = (std::max(world, changed_) - changed_).count();
  return showed_ + duration(scaled(passed, million + parts_per_million_, million));
}

host_clock::time_point host_clock::time_of(time_point shown) const noexcept {
  if (shown <= showed_) return changed_;
  if (shown - showed_ > never) return time_point::max();
  const std::int64_t wanted = (shown - showed_).count();
  const std::int64_t speed = million + parts_per_million_;
  const std::int64_t passes = scaled(wanted, million, speed);
  const bool is_early = scaled(passes, speed, million) < wanted;
  return changed_ + duration(is_early ? passes + 1 : passes);
}

void host_clock::drift(std::int32_t parts_per_million, time_point now) noexcept {
  assert(-clock_drift_max <= parts_per_million && parts_per_million <= clock_drift_max);
  showed_ = shown_at(now);
  changed_ = now;
  parts_per_million_ = parts_per_million;
}

}  // namespace naru::detail
