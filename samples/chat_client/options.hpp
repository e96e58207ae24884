// The options of chat_client.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "../common/host_and_port.hpp"

namespace samples::chat {

struct bots_options {
  std::size_t bots = 0;  // 0: no bots, a person types
  std::size_t rooms = 1;
  std::uint64_t rate = 10;  // messages per second of all bots together
  std::uint64_t seconds = 10;
  std::uint32_t seed = 1;
};

struct client_options {
  host_and_port server;
  std::string name;  // empty: the server gives a guest's name
  std::string room = "lobby";
  bots_options bots;
  std::string backend;  // empty: the system's own
};

/// Fills `options`. Empty if the program should go on; otherwise the exit code.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv,
                                               client_options& options);

}  // namespace samples::chat
