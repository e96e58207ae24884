// The options of port_scanner.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace samples {

struct scan_request {
  std::string host;
  std::uint16_t first_port = 1;
  std::size_t ports = 1'000;
  std::size_t concurrent = 100;
  std::chrono::milliseconds timeout{1'000};
};

/// Empty if the program should go on; otherwise the exit code.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv,
                                               scan_request& request);

}  // namespace samples
