// The options of echo_server.
#pragma once

#include <naru/address.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace samples {

enum class verbosity : std::uint8_t {
  quiet,    ///< prints the address and the totals
  verbose,  ///< prints also every connection and every receive
};

struct server_options {
  naru::address host = naru::address::any_v4();
  std::uint16_t port = 7777;
  std::size_t threads = 5;
  std::string backend;  // empty: the system's own
  verbosity output = verbosity::quiet;
};

/// Fills `options`. Empty if the program should go on; otherwise the exit code.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv,
                                               server_options& options);

}  // namespace samples
