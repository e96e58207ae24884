// Delays and orders that look random, but are the same in every run and for every peer.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

namespace bench {

/// Each is at least `least` and less than `limit`.
inline std::vector<std::chrono::microseconds> random_delays(std::size_t count,
                                                            std::chrono::microseconds least,
                                                            std::chrono::microseconds limit) {
  std::mt19937 random(7777);
  std::vector<std::chrono::microseconds> delays(count);
  for (std::chrono::microseconds& each : delays) {
    each = least + std::chrono::microseconds(random()) % (limit - least);
  }
  return delays;
}

/// The numbers from 0 up to, but without, `count`, each once.
inline std::vector<std::uint32_t> random_order(std::size_t count) {
  std::mt19937 random(4242);
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  std::shuffle(order.begin(), order.end(), random);
  return order;
}

}  // namespace bench
