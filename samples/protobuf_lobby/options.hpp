// The options of protobuf_lobby.
#pragma once

#include <naru/address.hpp>

#include <cstdint>
#include <optional>
#include <string>

#include "../common/host_and_port.hpp"

namespace samples {

struct lobby_options {
  naru::address host = naru::address::any_v4();
  std::uint16_t port = 7777;
  std::optional<host_and_port> visit;  // the server to visit; empty: this is the server
  std::string name = "visitor";
  std::string backend;  // empty: the system's own
};

/// Fills `options`. Empty if the program should go on; otherwise the exit code.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv,
                                               lobby_options& options);

}  // namespace samples
