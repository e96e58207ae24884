#include "values/text_cursor.hpp"

#include <cstdint>
#include <stdexcept>

#include "values/joined.hpp"

namespace naru::detail {
namespace {

constexpr unsigned no_digit = 99;

unsigned digit_of(char c) noexcept {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return no_digit;
}

}  // namespace

unsigned text_cursor::number(unsigned base, unsigned most, std::string_view description) {
  std::uint64_t value = 0;
  std::size_t length = 0;
  while (digit_of(peek(length)) < base && value <= most) {
    value = value * base + digit_of(peek(length));
    ++length;
  }
  if (length == 0 || value > most || (base == 16 && length > 4)) fail(description);
  position_ += length;
  return static_cast<unsigned>(value);
}

void text_cursor::expect(char wanted, std::string_view description) {
  if (peek() != wanted || position_ == text_.size()) fail(description);
  ++position_;
}

void text_cursor::fail(std::string_view expected) const {
  throw std::invalid_argument(joined({"not an ", kind_, ": \"", text_, "\": expected ", expected,
                                      " at position ", digits(position_ + 1)}));
}

}  // namespace naru::detail
