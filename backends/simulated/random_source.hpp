// random_source: all chance of a simulated world, from one seed.
//
// The algorithms are fixed (splitmix64 fills the state, xoshiro256++ draws), and the distributions
// are here, because those of the standard library differ between implementations. So a seed gives
// the same run with every compiler.
#pragma once

#include <array>
#include <bit>
#include <cassert>
#include <chrono>
#include <cstdint>

namespace naru::detail {

class random_source {
 public:
  explicit random_source(std::uint64_t seed) noexcept {
    for (std::uint64_t& word : state_) {
      seed += 0x9e3779b97f4a7c15;
      std::uint64_t mixed = seed;
      mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
      mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
      word = mixed ^ (mixed >> 31);
    }
  }

  [[nodiscard]] std::uint64_t next() noexcept {
    auto& [a, b, c, d] = state_;
    const std::uint64_t drawn = std::rotl(a + d, 23) + a;
    const std::uint64_t shifted = b << 17;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = std::rotl(d, 45);
    return drawn;
  }

  /// From 0 to `bound` - 1. `bound` is at least 1.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) noexcept {
    assert(bound != 0);
    return next() % bound;  // the bias is far below what a test could see
  }

  /// From 0 to `bound`.
  [[nodiscard]] std::chrono::nanoseconds up_to(std::chrono::nanoseconds bound) noexcept {
    if (bound.count() <= 0) return {};
    const auto span = static_cast<std::uint64_t>(bound.count()) + 1;
    return std::chrono::nanoseconds(static_cast<std::int64_t>(below(span)));
  }

  /// True with that probability. A probability of zero draws nothing.
  [[nodiscard]] bool happens(double probability) noexcept {
    if (!(probability > 0)) return false;
    constexpr double range = 9007199254740992.0;  // 2^53: each such number is exact in a double
    return static_cast<double>(next() >> 11) < probability * range;
  }

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace naru::detail
