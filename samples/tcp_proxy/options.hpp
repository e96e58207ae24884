// The options of tcp_proxy.
#pragma once

#include <naru/endpoint.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "../common/host_and_port.hpp"
#include "../tls/encryption.hpp"

namespace samples {

enum class verbosity : std::uint8_t {
  quiet,    ///< prints the address, errors, and the totals
  verbose,  ///< prints also every connection
};

struct proxy_options {
  naru::endpoint listen;
  host_and_port target;
  std::size_t threads = 5;
  std::size_t buffer_size = 65'536;  // bytes, one for each direction of each connection
  std::chrono::seconds connect_timeout{10};
  std::size_t max_connections = 10'000;
  bool has_tls = false;  // the clients speak TLS, and the target does not
  tls_files tls;
  std::chrono::seconds handshake_timeout{10};
  std::string backend;  // empty: the system's own
  verbosity output = verbosity::quiet;
};

/// Fills `options`. Empty if the program should go on; otherwise the exit code.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv,
                                               proxy_options& options);

}  // namespace samples
