// The options of chat_coroutine.
#pragma once

#include <naru/address.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace samples {

struct chat_options {
  naru::address host = naru::address::any_v4();
  std::uint16_t port = 7777;
  std::chrono::seconds idle_timeout{300};
  std::string backend;  // empty: the system's own
};

/// Fills `options`. Empty if the program should go on; otherwise the exit code.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv,
                                               chat_options& options);

}  // namespace samples
