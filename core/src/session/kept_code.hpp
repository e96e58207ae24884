// kept_code: the program's code for the end of a session, with a copy of its text.
#pragma once

#include <naru/session/close_code.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <string_view>

namespace naru::detail {

class kept_code {
 public:
  kept_code() = default;
  /// Copies the text. If there is no memory for it, only the number is kept.
  explicit kept_code(const close_code& code) noexcept : number_(code.number) {
    const std::size_t size = size_within(code.text);
    if (size == 0) return;
    try {
      text_ = std::make_unique<char[]>(size);
      size_ = static_cast<std::uint8_t>(code.text.copy(text_.get(), size));
    } catch (const std::bad_alloc&) {
      // The number is what a program decides by.
    }
  }

  /// The text is valid as long as this object.
  [[nodiscard]] close_code get() const noexcept { return {number_, {text_.get(), size_}}; }
  [[nodiscard]] std::uint32_t number() const noexcept { return number_; }

 private:
  static_assert(close_code::text_max <= 0xff);

  /// The size of `text`, or of its longest beginning that is kept and ends with a whole character.
  [[nodiscard]] static std::size_t size_within(std::string_view text) noexcept {
    if (text.size() <= close_code::text_max) return text.size();
    std::size_t size = close_code::text_max;
    while (size != 0 && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80U) --size;
    return size;
  }

  std::unique_ptr<char[]> text_;
  std::uint32_t number_ = 0;
  std::uint8_t size_ = 0;
};

}  // namespace naru::detail
