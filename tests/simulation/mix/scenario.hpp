// scenario: one run: a world that is drawn from a seed, from its first moment until nothing is left
// in it.
#pragma once

#include <naru/simulation.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "faults.hpp"
#include "machine.hpp"
#include "scene.hpp"

namespace mix {

/// What a run needs to be repeated.
struct run_plan {
  std::uint64_t seed = 0;
  std::vector<fault> faults;
  naru::simulation::duration length{};
};

struct run_outcome {
  std::string finding;  // empty: all invariants held
  naru::simulation::duration when{};
  naru::simulation::duration elapsed{};
  std::uint64_t events = 0;
  std::uint64_t hash = 0;
  tally done;
};

/// The plan of a seed.
[[nodiscard]] run_plan draw_run(std::uint64_t seed);
[[nodiscard]] run_outcome run(const run_plan& plan);

}  // namespace mix
