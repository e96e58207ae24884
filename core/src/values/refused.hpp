// The errors that refuse a call: its object is not connected, or an argument is out of range.
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
