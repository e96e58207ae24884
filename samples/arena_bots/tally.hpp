// tally: counts what the bots have seen. All bots run on one thread, so it counts without locks.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "../common/histogram.hpp"

namespace samples::arena {

struct tally {
  std::uint64_t snapshots = 0;
  std::uint64_t missed = 0;  // ticks that the server skipped, as its snapshots tell
  std::uint64_t walks = 0;
  std::uint64_t moves = 0;  // into another room, if it is not full
  std::uint64_t whispers_sent = 0;
  std::uint64_t whispers_delivered = 0;      // as the results tell
  std::uint64_t whispers_not_delivered = 0;  // as the results tell
  std::uint64_t whispers_heard = 0;
  histogram interval;  // from one snapshot to the next

  std::uint64_t gaps = 0;          // snapshots that are not the next one of their room
  std::uint64_t wrong = 0;         // unexpected or malformed packets
  std::uint64_t disconnected = 0;  // connections that ended before their time
  std::string first_wrong;         // in words

  [[nodiscard]] std::uint64_t whispers_open() const noexcept {
    return whispers_sent - whispers_delivered - whispers_not_delivered;
  }
  [[nodiscard]] bool is_good() const noexcept {
    return gaps == 0 && wrong == 0 && disconnected == 0 && whispers_open() == 0 &&
           whispers_heard == whispers_delivered;
  }
  void note(std::uint64_t& counted, std::string what) {
    ++counted;
    if (first_wrong.empty()) first_wrong = std::move(what);
  }
};

}  // namespace samples::arena
