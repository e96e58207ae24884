// tally: counts what the bots have seen. All bots run on one thread, so it counts without locks.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "../common/histogram.hpp"

namespace samples::world {

struct tally {
  bool measures = false;  // the members down to interval count while this is true
  std::uint64_t updates = 0;
  std::uint64_t bytes = 0;  // of the updates, with their headers
  std::uint64_t seen = 0;   // players in them
  std::uint64_t inputs = 0;
  histogram interval;  // from one update to the next

  std::uint64_t gaps = 0;          // updates that are late, or whose tick is not the next
  std::uint64_t wrong = 0;         // unexpected or malformed packets
  std::uint64_t disconnected = 0;  // connections that ended before their time
  std::string first_wrong;         // in words

  [[nodiscard]] bool is_good() const noexcept {
    return gaps == 0 && wrong == 0 && disconnected == 0;
  }
  void count_wrong(std::string what) {
    ++wrong;
    note(std::move(what));
  }
  void count_gap(std::string what) {
    ++gaps;
    note(std::move(what));
  }
  void note(std::string what) {
    if (first_wrong.empty()) first_wrong = std::move(what);
  }
};

}  // namespace samples::world
