// speed: how much faster than the real clock simulated worlds are.
#pragma once

namespace mix {

/// Prints the figures, and returns the exit code: 1 if a goal is missed.
[[nodiscard]] int measure_speed();

}  // namespace mix
