// The options of world_bots.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "../common/host_and_port.hpp"

namespace samples::world {

struct bots_options {
  host_and_port server;
  std::size_t players = 100;
  std::uint64_t seconds = 10;
  std::uint64_t inputs_per_second = 5;  // of each bot
  std::uint64_t least_percent = 90;     // of the updates that should come
  std::uint32_t seed = 1;
  std::string backend;  // empty: the system's own
};

/// Fills `options`. Empty if the program should go on; otherwise the exit code.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv,
                                               bots_options& options);

}  // namespace samples::world
