#include <naru/histogram.hpp>

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace naru {
namespace {

// The default bounds, in nanoseconds.
constexpr std::array<std::uint64_t, 22> bounds_of_durations = {
    1'000,         2'000,         5'000,         10'000,        20'000,      50'000,
    100'000,       200'000,       500'000,       1'000'000,     2'000'000,   5'000'000,
    10'000'000,    20'000'000,    50'000'000,    100'000'000,   200'000'000, 500'000'000,
    1'000'000'000, 2'000'000'000, 5'000'000'000, 10'000'000'000};

template <class Bound>
void check(std::initializer_list<Bound> bounds) {
  const bool fits = bounds.size() != 0 && bounds.size() <= histogram::bounds_max;
  const auto not_above = [](const Bound& one, const Bound& next) { return next <= one; };
  if (!fits || std::adjacent_find(bounds.begin(), bounds.end(), not_above) != bounds.end()) {
    throw std::invalid_argument("a histogram needs 1 to 32 bounds, which ascend");
  }
}

}  // namespace

std::uint64_t histogram::reading::count() const noexcept {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

histogram::histogram() noexcept
    : bounds_used_(bounds_of_durations.size()), counts_durations_(true) {
  std::copy(bounds_of_durations.begin(), bounds_of_durations.end(), bounds_.begin());
}

histogram::histogram(std::initializer_list<std::chrono::nanoseconds> bounds)
    : bounds_used_(bounds.size()), counts_durations_(true) {
  check(bounds);
  if (bounds.begin()->count() <= 0) {
    throw std::invalid_argument("the bounds of durations are positive");
  }
  std::transform(bounds.begin(), bounds.end(), bounds_.begin(), [](std::chrono::nanoseconds each) {
    return static_cast<std::uint64_t>(each.count());
  });
}

histogram::histogram(std::initializer_list<std::uint64_t> bounds)
    : bounds_used_(bounds.size()), counts_durations_(false) {
  check(bounds);
  std::copy(bounds.begin(), bounds.end(), bounds_.begin());
}

void histogram::record(std::uint64_t value) noexcept {
  const std::span<const std::uint64_t> all = bounds();
  const auto bucket = std::lower_bound(all.begin(), all.end(), value) - all.begin();
  counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

histogram::reading histogram::read() const noexcept {
  reading result;
  for (std::size_t i = 0; i <= bounds_used_; ++i) {
    result.counts[i] = counts_[i].load(std::memory_order_relaxed);
  }
  result.sum = sum_.load(std::memory_order_relaxed);
  return result;
}

}  // namespace naru
