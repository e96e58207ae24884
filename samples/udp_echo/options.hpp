// The options of udp_echo.
#pragma once

#include <naru/address.hpp>
#include <naru/endpoint.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace samples {

struct udp_echo_options {
  // Options of the server.
  naru::address host = naru::address::any_v4();
  std::uint16_t port = 7777;
  std::size_t threads = 2;
  // Options of the client, which runs if send_to is set.
  std::optional<naru::endpoint> send_to;
  std::size_t count = 100'000;
  std::size_t size = 64;
  std::size_t window = 64;
  // Options of both.
  std::string backend;  // empty: the system's own
};

/// Fills `options`. Empty if the program should go on; otherwise the exit code.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv,
                                               udp_echo_options& options);

}  // namespace samples
