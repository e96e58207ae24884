#include "seed.hpp"

#include <cstdlib>

namespace kernel {
namespace {

std::uint64_t read_seed() noexcept {
  const char* const text = std::getenv("NARU_KERNEL_SEED");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : 0;
}

std::uint64_t seed() noexcept {
  static const std::uint64_t value = read_seed();
  return value;
}

std::uint64_t state = 0;

// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators").
std::uint64_t next() noexcept {
  state += 0x9e3779b97f4a7c15U;
  std::uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
  return mixed ^ (mixed >> 31U);
}

}  // namespace

bool draw(unsigned times) noexcept { return seed() != 0 && next() % times == 0; }

std::size_t draw_below(std::size_t end) noexcept {
  return seed() == 0 ? 0 : static_cast<std::size_t>(next() % end);
}

void begin_draws() noexcept { state = seed(); }

}  // namespace kernel
