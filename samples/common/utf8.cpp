#include "utf8.hpp"

#include <algorithm>

namespace samples {
namespace {

unsigned char unsigned_at(std::string_view text, std::size_t position) {
  return static_cast<unsigned char>(text[position]);
}

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

struct byte_range {
  unsigned char least;
  unsigned char most;
};

// The bytes that may follow the first byte. They exclude overlong forms, surrogates, everything
// beyond U+10FFFF, and the control characters that end at U+009F.
byte_range second_bytes(unsigned char first) {
  switch (first) {
    case 0xC2:
    case 0xE0:
      return {0xA0, 0xBF};
    case 0xED:
      return {0x80, 0x9F};
    case 0xF0:
      return {0x90, 0xBF};
    case 0xF4:
      return {0x80, 0x8F};
    default:
      return {0x80, 0xBF};
  }
}

}  // namespace

std::size_t printable_size(std::string_view text) noexcept {
  const unsigned char first = unsigned_at(text, 0);
  if (first < 0x80) return first >= 0x20 && first != 0x7F ? 1 : 0;
  if (first < 0xC2 || first > 0xF4) return 0;
  const std::size_t size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (text.size() < size) return 0;
  const std::string_view rest = text.substr(1, size - 1);
  if (!std::all_of(rest.begin(), rest.end(), continues)) return 0;
  const auto [least, most] = second_bytes(first);
  const unsigned char second = unsigned_at(text, 1);
  return second >= least && second <= most ? size : 0;
}

bool is_printable(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t size = printable_size(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

}  // namespace samples
