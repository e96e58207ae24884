#include "printable.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <iterator>

#include "utf8.hpp"

namespace samples {
namespace {

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

std::string printable(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t size = bytes.front() == '\\' ? 0 : printable_size(bytes);
    if (size == 0) {
      append_escaped(text, bytes.front());
    } else {
      text += bytes.substr(0, size);
    }
    bytes.remove_prefix(size == 0 ? 1 : size);
  }
  return text;
}

std::string printable(naru::const_buffer bytes) { return printable(std::string_view(bytes)); }

}  // namespace samples
