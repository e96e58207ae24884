// target: where tcp_proxy relays to: a host by its name or address, and a port.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace samples {

struct target {
  std::string host;  // without brackets
  std::uint16_t port = 0;

  [[nodiscard]] std::string to_string() const;
};

/// From "HOST:PORT", "ADDR:PORT" or "[ADDR]:PORT". Throws std::invalid_argument.
[[nodiscard]] target parse_target(std::string_view text);

}  // namespace samples
