// The options of arena_bots' command line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "../common/host_and_port.hpp"

namespace samples::arena {

struct bots_options {
  host_and_port server;
  std::size_t players = 100;
  std::size_t first = 1;
  std::uint32_t seconds = 10;
  std::uint32_t walks_per_second = 2;
  std::uint32_t seed = 1;
  std::string backend;
};

/// Empty if the program should go on; otherwise the exit code.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv,
                                               bots_options& options);

}  // namespace samples::arena
