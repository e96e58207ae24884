// host_and_port: a host by its name or address, and a port.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace samples {

struct host_and_port {
  std::string host;  // without brackets
  std::uint16_t port = 0;

  [[nodiscard]] std::string to_string() const;
};

/// From "HOST:PORT", "ADDR:PORT" or "[ADDR]:PORT". Throws std::invalid_argument, whose sentence
/// begins with `name`.
[[nodiscard]] host_and_port parse_host_and_port(std::string_view name, std::string_view text);

}  // namespace samples
