// The options of resolve.
#pragma once

#include <naru/resolve_options.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace samples {

struct resolve_request {
  std::string host;
  std::uint16_t port = 0;
  naru::address_family family = naru::address_family::any;
  std::chrono::seconds timeout{10};
};

/// Empty if the program should go on; otherwise the exit code.
[[nodiscard]] std::optional<int> parse_options(int argc, const char* const* argv,
                                               resolve_request& request);

}  // namespace samples
