#include "proxy_log.hpp"

#include <naru/describe.hpp>

#include <fmt/format.h>

namespace samples {

void proxy_log::accept_failed(std::string_view reason) {
  print(stderr, fmt::format("tcp_proxy: a connection could not be accepted: {}\n", reason));
}

void proxy_log::connect_failed(std::uint64_t connection, const host_and_port& where,
                               const std::error_code& reason) {
  print(stderr, fmt::format("tcp_proxy: connection {}: cannot {}\n", connection,
                            naru::describe("connect to", where.to_string(), reason)));
}

void proxy_log::handshake_failed(std::uint64_t connection, const std::error_code& reason) {
  print(stderr, fmt::format("tcp_proxy: connection {}: no handshake of TLS: {}\n", connection,
                            reason.message()));
}

void proxy_log::connected(std::uint64_t connection, const naru::endpoint& client,
                          const naru::endpoint& target) {
  if (is_quiet()) return;
  print(stdout, fmt::format("connection {}: from {} to {}\n", connection, client.to_string(),
                            target.to_string()));
}

void proxy_log::closed(std::uint64_t connection, const std::error_code& reason) {
  if (is_quiet()) return;
  const std::string why = reason ? reason.message() : "both sides have ended";
  print(stdout, fmt::format("connection {}: closed: {}\n", connection, why));
}

void proxy_log::print(std::FILE* where, std::string_view line) {
  const std::lock_guard lock(mutex_);
  std::fwrite(line.data(), 1, line.size(), where);
  std::fflush(where);
}

}  // namespace samples
