// rounds_for: how often a worker runs its ready queue before it looks at timers and the system
// again.
#pragma once

#include <algorithm>
#include <cstddef>

namespace naru::detail {

/// The most rounds of the ready queue per batch: a completion and its successors get this many
/// turns.
inline constexpr std::size_t rounds_per_batch = 16;

/// `fresh` operations came with the last batch. `left_over` operations are successors of earlier
/// ones, which have had their turns. The more of them there are, the sooner the system is asked
/// again. Otherwise connections that always find something to do would hold up the connections that
/// wait in the system.
[[nodiscard]] constexpr std::size_t rounds_for(std::size_t fresh, std::size_t left_over) noexcept {
  if (fresh == 0 || left_over == 0) return rounds_per_batch;
  return std::max<std::size_t>(rounds_per_batch * fresh / (fresh + left_over), 1);
}

}  // namespace naru::detail
