// utf8_checker: tells whether text that comes in pieces is UTF-8, as RFC 3629 has it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace naru::detail {

class utf8_checker {
 public:
  /// The number of bytes before the first one that cannot be in UTF-8 at its place: all of them if
  /// there is none. Otherwise only `reset` may follow.
  [[nodiscard]] std::size_t valid_prefix(std::span<const std::byte> piece) noexcept;
  /// True if all of them are valid.
  [[nodiscard]] bool take(std::span<const std::byte> piece) noexcept {
    return valid_prefix(piece) == piece.size();
  }
  /// True if no character is incomplete.
  [[nodiscard]] bool is_whole() const noexcept { return missing_ == 0; }
  void reset() noexcept { missing_ = 0; }

 private:
  [[nodiscard]] bool take_byte(std::uint8_t byte) noexcept;
  [[nodiscard]] bool begin(std::uint8_t first) noexcept;

  unsigned missing_ = 0;     // bytes of the current character
  std::uint8_t low_ = 0x80;  // the range of the next of them
  std::uint8_t high_ = 0xbf;
};

}  // namespace naru::detail
