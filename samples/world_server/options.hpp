// The options of world_server.
#pragma once

#include <naru/session/server_options.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace samples::world {

struct world_options {
  std::uint32_t side = 10'000;   // units
  std::uint16_t cell = 500;      // units
  std::uint16_t seen_max = 255;  // players in one update
  std::uint16_t ticks_per_second = 30;
};

struct server_options {
  naru::server_options network;
  world_options world;
  std::chrono::seconds report_every{5};
  std::size_t threads = 1;
  std::optional<std::uint16_t> watch_port;
  std::string backend;  // empty: the system's own
};

/// Fills `options`. Empty if the program should go on; otherwise the exit code.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv,
                                               server_options& options);

}  // namespace samples::world
