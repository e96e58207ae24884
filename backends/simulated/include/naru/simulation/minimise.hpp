// minimise: makes a failing run of a naru::simulation shorter, as long as it still fails. What is
// left is what the failure needs, and is easier to understand.
//
//     const auto fails = [](const naru::failing_run& run) { return !passes(scenario(run)); };
//     const naru::failing_run least = naru::minimise({seed, faults, 10min}, fails);
//
// It is not for a test that fails only at times: each run must be repeated by its seed.
#pragma once

#include <naru/simulation/fault.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace naru {

/// A run that can be repeated.
struct failing_run {
  /// The seed of the simulation, and its plan.
  std::uint64_t seed = 0;
  std::vector<fault> faults;
  /// How long it runs, in virtual time.
  fault::duration length{};

  [[nodiscard]] friend bool operator==(const failing_run&, const failing_run&) = default;
};

/// One line for the seed and the length, and one for each fault.
[[nodiscard]] std::string to_string(const failing_run& run);

/// When minimise stops.
struct minimise_options {
  /// How often `fails` is called at most.
  std::size_t runs_max = 500;
  /// Times are not made shorter in smaller steps than this. At least one tick of the clock.
  fault::duration precision = std::chrono::milliseconds(10);
};

/// Drops faults, then shortens the run, and then the faults, as long as `fails` returns true for
/// what is left. The seed stays. The result is the last run for which `fails` returned true, or
/// `found` if there was none. `fails` must return the same each time for the same run, and true for
/// `found`, for which it is not asked. Return true only for the failure that you look for: another
/// one would take its place. What it throws leaves minimise.
[[nodiscard]] failing_run minimise(failing_run found,
                                   const std::function<bool(const failing_run&)>& fails,
                                   const minimise_options& options = {});

}  // namespace naru
