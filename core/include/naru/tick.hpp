// tick: one beat of a function that runs every period: see naru::every, serial::post_every and
// session_base::every.
//
//     turn.post_every(50ms, [this](const naru::tick& now) { world.step(1 + now.missed); });
#pragma once

#include <cstdint>

namespace naru {

struct tick {
  /// The number of this beat since the start, from 1 on. Missed beats have numbers too.
  std::uint64_t number = 0;
  /// The beats just before this one that were skipped, because the function or its thread was
  /// late. 0 if it is on time.
  std::uint64_t missed = 0;
};

}  // namespace naru
