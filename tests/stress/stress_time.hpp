// The time of a test under load, and its random numbers.
#pragma once

#include "system.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

namespace stress {

/// NARU_STRESS_SECONDS, or a few seconds.
[[nodiscard]] inline std::chrono::seconds chosen_time(std::chrono::seconds usual) {
  const auto given = contract::environment("NARU_STRESS_SECONDS");
  return given ? std::chrono::seconds(std::stol(*given)) : usual;
}

/// NARU_STRESS_SEED, or another one each time. Print it: it repeats the choices of a run, but not
/// the order in which threads make them.
[[nodiscard]] inline std::uint64_t chosen_seed() {
  const auto given = contract::environment("NARU_STRESS_SEED");
  return given ? std::stoull(*given) : std::random_device()();
}

using random_numbers = std::mt19937_64;

/// One of the numbers from `least` to `most`, each with the same probability.
[[nodiscard]] inline std::size_t between(random_numbers& random, std::size_t least,
                                         std::size_t most) {
  return std::uniform_int_distribution<std::size_t>(least, most)(random);
}

}  // namespace stress
