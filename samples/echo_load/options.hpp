// The options of echo_load.
#pragma once

#include <naru/endpoint.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace samples {

struct load_options {
  naru::endpoint server;
  std::size_t connections = 1;
  std::size_t size = 64;     // bytes of a message
  std::size_t pipeline = 1;  // messages that each connection keeps in flight
  std::uint64_t rate = 0;    // messages per second over all connections; 0: a closed loop
  std::uint64_t seconds = 10;
  std::size_t threads = 1;
  std::string backend;    // empty: the system's own
  std::string json_file;  // empty: none

  [[nodiscard]] bool is_open_loop() const noexcept { return rate != 0; }
};

/// Fills `options`. Empty if the program should go on; otherwise the exit code.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv,
                                               load_options& options);

}  // namespace samples
