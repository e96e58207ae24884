#include "printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>

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

// What may follow the first byte: no overlong form, no surrogate, nothing beyond U+10FFFF, and none
// of the control characters that end at U+009F.
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

// How many bytes the printable character at the start of `text` takes; 0 where there is none.
std::size_t character_size(std::string_view text) {
  const unsigned char first = unsigned_at(text, 0);
  if (first < 0x80) return first >= 0x20 && first != 0x7F ? 1 : 0;
  if (first < 0xC2 || first > 0xF4) return 0;
  const std::size_t size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (text.size() < size || !std::all_of(text.begin() + 1, text.begin() + size, continues))
    return 0;
  const auto [least, most] = second_bytes(first);
  const unsigned char second = unsigned_at(text, 1);
  return second >= least && second <= most ? size : 0;
}

void append_escaped(std::string& text, char c) {
  switch (c) {
    case '\\':
      text += "\\\\";
      break;
    case '\n':
      text += "\\n";
      break;
    case '\r':
      text += "\\r";
      break;
    case '\t':
      text += "\\t";
      break;
    default:
      fmt::format_to(std::back_inserter(text), "\\x{:02x}", static_cast<unsigned char>(c));
  }
}

}  // namespace

std::string printable(naru::const_buffer bytes) {
  std::string_view rest(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  std::string text;
  text.reserve(rest.size());
  while (!rest.empty()) {
    const std::size_t size = rest.front() == '\\' ? 0 : character_size(rest);
    if (size == 0) {
      append_escaped(text, rest.front());
    } else {
      text += rest.substr(0, size);
    }
    rest.remove_prefix(size == 0 ? 1 : size);
  }
  return text;
}

}  // namespace samples
