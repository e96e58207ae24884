// is_shortage: tells errors that pass by themselves from those that end something.
#pragma once

#include <algorithm>
#include <array>
#include <system_error>

namespace naru::detail {

/// True if something is missing that others may give back soon, such as memory or handles.
[[nodiscard]] inline bool is_shortage(const std::error_code& error) noexcept {
  constexpr std::array shortages{std::errc::too_many_files_open,
                                 std::errc::too_many_files_open_in_system,
                                 std::errc::no_buffer_space, std::errc::not_enough_memory};
  return std::ranges::any_of(shortages, [&](std::errc each) { return error == each; });
}

}  // namespace naru::detail
