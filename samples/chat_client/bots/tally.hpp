// tally: counts what the bots have said and heard. All bots run on one thread, so it counts
// without locks.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "../../common/histogram.hpp"

namespace samples::chat {

struct tally {
  std::uint64_t entered = 0;       // bots that were in their room, at least once
  std::uint64_t sent = 0;          // remarks
  std::uint64_t expected = 0;      // remarks that should be heard: each by all in its room
  std::uint64_t heard = 0;         // of these, in their order
  std::uint64_t out_of_order = 0;  // heard in the wrong order, or twice
  std::uint64_t wrong = 0;         // unexpected or malformed packets
  std::uint64_t disconnected = 0;  // connections that ended before their time
  std::string first_wrong;         // in words
  histogram latency;               // from saying to hearing

  [[nodiscard]] std::uint64_t missing() const noexcept { return expected - heard; }
  [[nodiscard]] bool is_good() const noexcept {
    return missing() == 0 && out_of_order == 0 && wrong == 0 && disconnected == 0 && sent != 0;
  }
  void count_wrong(std::string what) {
    if (wrong++ == 0) first_wrong = std::move(what);
  }
};

}  // namespace samples::chat
