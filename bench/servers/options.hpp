// What every server of the bench is told, whatever library it is written with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace bench {

/// How several threads share the work.
enum class arrangement : std::uint8_t {
  shared,    ///< one loop that all of them run
  separate,  ///< a loop for each, the connections dealt out in turn
};

struct options {
  std::string scenario;
  std::size_t buffer_size = 4096;
  std::size_t threads = 1;
  arrangement loops = arrangement::shared;
};

/// Fills `chosen`. Empty where the program should go on; otherwise what it should exit with.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv, options& chosen);

/// Tells the harness, on the standard output, that the server listens there.
void announce(std::uint16_t port);

/// For what this server does not do: says so and ends with 3, which the harness takes for "not
/// applicable".
[[noreturn]] void not_applicable(const options& chosen);

}  // namespace bench
