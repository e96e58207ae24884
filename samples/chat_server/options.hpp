// The options of chat_server.
#pragma once

#include <naru/session/server_options.hpp>

#include <cstddef>
#include <optional>
#include <string>

#include "../tls/encryption.hpp"
#include "broker.hpp"
#include "hall.hpp"

namespace samples::chat {

struct chat_options {
  naru::server_options server;
  hall_limits limits;
  redis_options redis;
  tls_files tls;
  std::size_t threads = 1;
  std::string backend;  // empty: the system's own
};

/// Fills `options`. Empty if the program should go on; otherwise the exit code.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv,
                                               chat_options& options);

}  // namespace samples::chat
