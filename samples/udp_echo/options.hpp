// What the user of udp_echo may choose.
#pragma once

#include <naru/address.hpp>
#include <naru/endpoint.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace samples {

struct udp_echo_options {
  // The server.
  naru::address host = naru::address::any_v4();
  std::uint16_t port = 7777;
  std::size_t threads = 2;
  // The client, where there is someone to send to.
  std::optional<naru::endpoint> send_to;
  std::size_t count = 100'000;
  std::size_t size = 64;
  std::size_t window = 64;
  // Both.
  std::string backend;  // empty: the system's own
};

/// Fills `options`. Empty where the program should go on; otherwise what it should exit with.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv,
                                               udp_echo_options& options);

}  // namespace samples
