// What the harness asks of one measurement.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace bench {

struct options {
  std::string workload = "echo";
  std::uint16_t port = 0;
  int server = 0;               // its process, whose processor time and memory are read
  std::string heap_count_file;  // where a preloaded counter in the server keeps its heap calls
  std::size_t connections = 1;
  std::size_t in_flight = 1;  // messages per connection that asks
  std::size_t message_size = 64;
  bool framed = false;         // each message after its length; message_size is without it
  std::uint64_t rate = 0;      // messages per second of all connections; 0: as fast as replies come
  std::uint64_t messages = 0;  // ends the window, if given; else its length does
  std::chrono::duration<double> warm_up{0.3};
  std::chrono::duration<double> window{1};
};

/// Fills `chosen`. Empty where the program should go on; otherwise what it should exit with.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv, options& chosen);

}  // namespace bench
