// The options of every server of the bench, in whatever library it is written.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace bench {

/// How several threads share the work.
enum class arrangement : std::uint8_t {
  shared,    ///< one loop that all threads run
  separate,  ///< a loop for each, the connections dealt out in turn
};

struct options {
  std::string scenario;
  std::string backend;  // of naru; empty: the system's own
  std::size_t buffer_size = 4096;
  std::size_t threads = 1;
  std::string certificate;                  // of TLS: a file in PEM
  std::string key;                          // its private key, the same
  std::chrono::milliseconds time_limit{0};  // of a session's message and write; 0: the usual ones
  arrangement loops = arrangement::shared;
};

/// Fills `chosen`. Empty if the program should go on; otherwise the exit code.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv, options& chosen);

/// Tells the harness, on the standard output, the port on which the server listens.
void announce(std::uint16_t port);

/// For a scenario that this server does not have: reports that and ends with 3, which the harness
/// takes for "not applicable".
[[noreturn]] void not_applicable(const options& chosen);

}  // namespace bench
