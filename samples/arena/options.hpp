// The options of the arena's command line.
#pragma once

#include <naru/session/server_options.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "treasury.hpp"

namespace samples::arena {

struct arena_options {
  naru::server_options network;
  treasury_options accounts;
  std::size_t rooms = 40;
  std::size_t threads = 4;
  std::string admin;
  std::uint16_t watch_port = 0;  // none
  std::string backend;
};

/// Empty if the program should go on; otherwise the exit code.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv,
                                               arena_options& options);

}  // namespace samples::arena
