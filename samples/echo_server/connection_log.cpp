#include "connection_log.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "../common/printable.hpp"

namespace samples {

void connection_log::connected(std::uint64_t connection, const naru::endpoint& peer) {
  if (is_quiet()) return;
  print(fmt::format("connection {}: connected from {}\n", connection, peer.to_string()));
}

void connection_log::received(std::uint64_t connection, naru::const_buffer bytes) {
  if (is_quiet()) return;
  print(fmt::format("connection {}: received {} bytes: {}\n", connection, bytes.size(),
                    printable(bytes)));
}

void connection_log::closed(std::uint64_t connection, std::string_view reason) {
  if (is_quiet()) return;
  print(fmt::format("connection {}: closed: {}\n", connection, reason));
}

void connection_log::accept_failed(std::string_view reason) {
  if (is_quiet()) return;
  print(fmt::format("a connection could not be accepted: {}\n", reason));
}

void connection_log::print(std::string_view line) {
  const std::lock_guard lock(mutex_);
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fflush(stdout);
}

}  // namespace samples
