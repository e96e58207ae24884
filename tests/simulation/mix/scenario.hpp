// scenario: one run: a world that is drawn from a seed, from its first moment until nothing is left
// in it.
#pragma once

#include <naru/simulation.hpp>
#include <naru/simulation/minimise.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "machine.hpp"
#include "scene.hpp"

namespace mix {

struct run_outcome {
  std::string finding;  // empty: all invariants held
  naru::simulation::duration when{};
  naru::simulation::duration elapsed{};
  std::uint64_t events = 0;
  std::uint64_t hash = 0;
  tally done;
};

/// Returns the plan of a seed, by which its run can be repeated.
[[nodiscard]] naru::failing_run draw_run(std::uint64_t seed);
/// The run is recorded if there are files to save it to: see simulation::save.
[[nodiscard]] run_outcome run(const naru::failing_run& plan,
                              const std::vector<std::string>& record = {});

}  // namespace mix
