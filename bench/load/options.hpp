// The options of one measurement, which the harness sets.
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
  int server = 0;            // its process, whose processor time and memory are read
  std::string counter_file;  // in it a preloaded library in the server counts its calls
  std::size_t connections = 1;
  std::size_t active = 0;     // so many of them ask, the others are silent; 0: all
  std::size_t in_flight = 1;  // messages per connection that asks
  std::size_t message_size = 64;
  bool lockstep = false;       // see lockstep.hpp
  bool tls = false;            // TLS 1.3 with AES-128-GCM; for echo and idle
  bool web_socket = false;     // each message in a frame of a WebSocket; the same
  bool framed = false;         // each message after its length; message_size is without it
  std::uint64_t rate = 0;      // messages per second of all connections; 0: as fast as replies come
  std::uint64_t messages = 0;  // ends the window, if given; otherwise the window's length does
  std::string at_begin;        // a command of the shell, to be run when the window begins
  std::string at_end;          // the same, when it ends
  std::chrono::duration<double> warm_up{0.3};
  std::chrono::duration<double> window{1};
};

/// Fills `chosen`. Empty if the program should go on; otherwise the exit code.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv, options& chosen);

}  // namespace bench
