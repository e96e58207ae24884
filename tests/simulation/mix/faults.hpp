// A stand-in for the faults of naru::simulation.
#pragma once

#include <naru/simulation.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace mix {

enum class fault_kind : std::uint8_t { stall, vanish, block, hold, poor_link };

struct fault {
  using duration = naru::simulation::duration;

  fault_kind kind = fault_kind::stall;
  duration at{};
  duration length{};
  std::string host{};
  std::string other{};
};

[[nodiscard]] std::string to_string(const fault& one);

struct fault_plan_options {
  std::vector<std::string> hosts{};
  fault::duration until = std::chrono::minutes(1);
  std::size_t count = 10;
  fault::duration length_max = std::chrono::seconds(20);
};

[[nodiscard]] std::vector<fault> draw_faults(std::uint64_t seed, const fault_plan_options& options);

}  // namespace mix
