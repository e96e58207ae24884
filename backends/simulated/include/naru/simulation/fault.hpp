// fault: something that goes wrong in a naru::simulation at a certain time. A list of them is a
// plan: it is drawn from a seed, given to simulation::plan, printed when a run fails, and made
// shorter by naru::minimise.
//
//     naru::fault_plan_options options;
//     options.hosts = {"server", "player-1", "player-2"};
//     options.until = 10min;
//     const std::vector<naru::fault> faults = naru::draw_faults(seed, options);
//     world.plan(faults);
//
// A fault that a test needs at one point of its own program is a call instead:
// simulated_host::vanish, simulation::block.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace naru {

/// The kinds of things that can go wrong.
enum class fault_kind : std::uint8_t {
  /// No program of the host runs, as in simulated_host::stall.
  stall,
  /// The host is not reached and reaches nobody, as in simulated_host::vanish.
  vanish,
  /// Packets from the host to the other one are lost, as in simulation::block.
  block,
  /// Packets from the host to the other one wait, and then come all at once, as in
  /// simulation::hold.
  hold,
  /// The host is connected by link::poor. A path that has a link of its own keeps that one.
  poor_link,
  /// The connections between the host and the other one are reset, at both ends. It takes no time.
  reset,
  /// The clock of the host runs fast or slow, as in simulated_host::set_clock_drift.
  clock_drift,
  /// Calls of the system fail, of every kind and in addition to those of
  /// simulated_host::set_faults.
  system_errors,
};

/// The name as it stands above.
[[nodiscard]] std::string_view to_string(fault_kind kind) noexcept;

struct fault {
  /// Of the clock by which proactors go.
  using duration = std::chrono::steady_clock::duration;

  /// The thing that goes wrong.
  fault_kind kind = fault_kind::stall;
  /// When it begins, from the beginning of the simulation, and how long it lasts. duration::max()
  /// is for ever.
  duration at{};
  duration length{};
  /// The name of the host.
  std::string host{};
  /// The name of the other host, for block, hold and reset. If it is empty, every other host is
  /// meant. The rest ignore it.
  std::string other{};
  /// For clock_drift: by how many millionths the clock is fast, or slow if it is negative. For
  /// system_errors: how many of a million calls fail. The rest ignore it.
  std::int32_t parts_per_million = 0;

  [[nodiscard]] friend bool operator==(const fault&, const fault&) = default;
};

/// A line without an end of line: "12.5s block player-1 -> server for 0.3s".
[[nodiscard]] std::string to_string(const fault& one);

/// Every kind, in the order of fault_kind.
[[nodiscard]] std::vector<fault_kind> all_fault_kinds();

/// The faults that draw_faults may draw, and how many.
struct fault_plan_options {
  /// The names of the hosts that faults may meet. At least one.
  std::vector<std::string> hosts{};
  /// All faults begin before that time, counted from the beginning of the simulation.
  fault::duration until = std::chrono::minutes(1);
  /// How many are drawn.
  std::size_t count = 10;
  /// The kinds that may be drawn, each with the same chance. One that stands there twice is drawn
  /// twice as often. At least one.
  std::vector<fault_kind> kinds = all_fault_kinds();
  /// How long a fault lasts at most. Short ones are drawn more often than long ones.
  fault::duration length_max = std::chrono::seconds(20);
  /// The most that clock_drift and system_errors are drawn with, in parts per million. From 1 to
  /// 500'000, and to 1'000'000.
  std::int32_t clock_drift_max = 1'000;
  std::int32_t system_errors_max = 50'000;
};

/// Draws a plan, in the order of the times at which its faults begin. The same arguments give the
/// same plan on every system. Throws std::invalid_argument if an option is out of its range.
[[nodiscard]] std::vector<fault> draw_faults(std::uint64_t seed, const fault_plan_options& options);

}  // namespace naru
