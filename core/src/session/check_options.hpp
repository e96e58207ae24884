// Functions that refuse options that are out of range. The exception names the option.
#pragma once

#include <naru/session/session_options.hpp>

#include <chrono>
#include <cstddef>
#include <string_view>

namespace naru::detail {

/// Throws std::invalid_argument if `value` is out of range, for instance "sessions_max is 0; it
/// must be 1 to 1048576".
void check_range(std::string_view option, std::size_t value, std::size_t least, std::size_t most);
/// Does so for a time, for instance "connecting.timeout is -1 ms; it must be 0 to 86400000".
void check_time(std::string_view option, std::chrono::milliseconds value,
                std::chrono::milliseconds least, std::chrono::milliseconds most);
/// Checks all options of sessions. idle_timeout must be set.
void check_options(const session_options& options);

}  // namespace naru::detail
