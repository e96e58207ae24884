// text_cursor: reads short texts such as addresses from left to right. Its error tells where and
// why a text is wrong. Internal.
#pragma once

#include <cstddef>
#include <string_view>

namespace naru::detail {

class text_cursor {
 public:
  /// `kind` names the thing that is read, for the error: "IP address".
  text_cursor(std::string_view text, std::string_view kind) : text_(text), kind_(kind) {}

  /// The next character, or '\0' at the end.
  [[nodiscard]] char peek(std::size_t ahead = 0) const noexcept {
    return position_ + ahead < text_.size() ? text_[position_ + ahead] : '\0';
  }

  [[nodiscard]] bool digit_follows(std::size_t ahead = 0) const noexcept {
    return peek(ahead) >= '0' && peek(ahead) <= '9';
  }

  [[nodiscard]] bool hex_digit_follows() const noexcept {
    const char c = peek();
    return digit_follows() || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  /// True if decimal digits and then a dot come next.
  [[nodiscard]] bool looks_like_v4() const noexcept {
    std::size_t digits = 0;
    while (digit_follows(digits)) ++digits;
    return digits != 0 && peek(digits) == '.';
  }

  void skip(std::size_t characters) noexcept { position_ += characters; }

  void expect(char wanted, std::string_view description);

  void expect_end() const {
    if (position_ != text_.size()) fail("the end");
  }

  /// Reads a number without sign, at most `most`.
  unsigned number(unsigned base, unsigned most, std::string_view description);

  [[noreturn]] void fail(std::string_view expected) const;

 private:
  std::string_view text_;
  std::string_view kind_;
  std::size_t position_ = 0;
};

}  // namespace naru::detail
