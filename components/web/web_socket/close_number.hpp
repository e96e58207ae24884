// The numbers of close frames: RFC 6455, section 7.4.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <system_error>

namespace naru::detail {

inline constexpr std::uint16_t normal_close = 1000;
inline constexpr std::uint16_t going_away = 1001;
inline constexpr std::uint16_t no_close_number = 1005;  // stands for a close frame without one

struct close_frame {
  std::uint16_t number;
  bool is_text;  // what follows the number is UTF-8
};

/// Reads the payload of a close frame. Empty if it is malformed, or if no peer may send its number.
[[nodiscard]] std::optional<close_frame> read_close(std::span<const std::byte> payload) noexcept;

/// The error that a close with that number is for the reader: error::end_of_stream, or a web_error.
[[nodiscard]] std::error_code error_of_close(std::uint16_t number) noexcept;

}  // namespace naru::detail
