// What a call is refused with that its object cannot serve, or whose argument makes no sense.
#pragma once

#include <system_error>

namespace naru::detail {

inline std::error_code not_connected() noexcept {
  return std::make_error_code(std::errc::not_connected);
}

inline std::error_code invalid_argument() noexcept {
  return std::make_error_code(std::errc::invalid_argument);
}

}  // namespace naru::detail
