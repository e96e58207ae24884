// control_character: finds what must not get into a line of a log, because it would end the line or
// command the terminal that shows it.
#pragma once

#include <cstddef>
#include <string_view>

namespace naru::detail {

/// The number of bytes of the control character or line break at the beginning of `text`, which
/// must not be empty; 0 if something else stands there. Beyond ASCII it knows those of UTF-8.
[[nodiscard]] inline std::size_t control_size(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  if (byte(0) < 0x20 || byte(0) == 0x7F) return 1;
  if (byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) <= 0x9F) return 2;  // C1
  if (byte(0) == 0xE2 && byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9)) return 3;
  return 0;
}

}  // namespace naru::detail
