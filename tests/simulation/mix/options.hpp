// options: what naru_simulate is asked to do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mix {

struct options {
  std::uint64_t first = 1;  // seed
  std::uint64_t seeds = 100;
  bool twice = false;               // each seed runs two times, and both runs must be alike
  bool minimise = false;            // a failing run is made shorter
  bool speed = false;               // measures instead
  std::string hashes;               // a file for the hash of each seed
  std::vector<std::string> record;  // files for the record of the last run
};

/// Returns the exit code if the program has to end.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv, options& chosen);

}  // namespace mix
