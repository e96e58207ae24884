// rounds: for results that a system completes in its own time. Each round waits longer than the
// one before, on sockets of its own, and one of them must succeed.
#pragma once

#include <chrono>

namespace contract {

/// True if one of many rounds has the wanted result. `play` gets the time that it must leave to
/// the system.
template <class Play>
[[nodiscard]] bool one_round_succeeds(Play play) {
  constexpr int most_rounds = 50;
  for (int round = 0; round < most_rounds; ++round) {
    if (play(std::chrono::milliseconds(2 * round))) return true;
  }
  return false;
}

}  // namespace contract
