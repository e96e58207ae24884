// Functions that refuse options that are out of range, for naru and its components. The exception
// names the option and its value.
#pragma once

#include <naru/detail/export.hpp>

#include <chrono>
#include <cstddef>
#include <string_view>

namespace naru::detail {

/// Throws std::invalid_argument if `value` is out of range, for instance "sessions_max is 0; it
/// must be 1 to 1048576".
NARU_API void check_range(std::string_view option, std::size_t value, std::size_t least,
                          std::size_t most);
/// Does so for a time, for instance "connecting.timeout is -1 ms; it must be 0 to 86400000".
NARU_API void check_time(std::string_view option, std::chrono::milliseconds value,
                         std::chrono::milliseconds least, std::chrono::milliseconds most);
/// Does so for a time that has no limit: "idle_timeout is -1 ms; it must not be negative".
NARU_API void check_time(std::string_view option, std::chrono::milliseconds value);

}  // namespace naru::detail
