#include "watch/json_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>

#include "web/text/utf8_checker.hpp"

namespace naru::detail {
namespace {

bool is_utf8(std::string_view text) noexcept {
  utf8_checker checker;
  return checker.take(std::as_bytes(std::span(text))) && checker.is_whole();
}

bool is_ascii(char each) noexcept { return static_cast<unsigned char>(each) < 0x80; }

// True for a character that stands for itself.
bool is_plain(char each) noexcept {
  return each >= ' ' && each < '\x7f' && each != '"' && each != '\\';
}

// Not within a character.
std::string_view cut(std::string_view text, std::size_t size) noexcept {
  if (text.size() <= size) return text;
  while (size != 0 && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80) --size;
  return text.substr(0, size);
}

void append_escaped(std::string& to, char each) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto code = static_cast<unsigned char>(each);
  if (each == '"' || each == '\\') {
    to += '\\';
    to += each;
  } else if (code < 0x20 || code == 0x7f) {
    to += "\\u00";
    to += digits[code / 16];
    to += digits[code % 16];
  } else {
    to += each;
  }
}

template <class Number>
void append_number(std::string& to, Number number) {
  std::array<char, 40> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  to.append(digits.data(), end);
}

}  // namespace

void json_writer::separate() {
  if (needs_comma_) text_ += ',';
  needs_comma_ = true;
}

json_writer& json_writer::begin(char bracket) {
  separate();
  text_ += bracket;
  needs_comma_ = false;
  return *this;
}

json_writer& json_writer::end(char bracket) {
  text_ += bracket;
  needs_comma_ = true;
  return *this;
}

json_writer& json_writer::key(std::string_view name) {
  value(name);
  text_ += ':';
  needs_comma_ = false;
  return *this;
}

json_writer& json_writer::value(std::string_view text) {
  separate();
  text = cut(text, text_max);
  const bool whole = is_utf8(text);
  text_ += '"';
  while (!text.empty()) {
    const auto plain = std::find_if_not(text.begin(), text.end(), [whole](char each) {
      return is_plain(each) || (whole && !is_ascii(each));
    });
    const auto size = static_cast<std::size_t>(plain - text.begin());
    text_ += text.substr(0, size);
    text.remove_prefix(size);
    if (text.empty()) break;
    append_escaped(text_, is_ascii(text.front()) ? text.front() : '?');
    text.remove_prefix(1);
  }
  text_ += '"';
  return *this;
}

json_writer& json_writer::value(std::uint64_t number) {
  separate();
  append_number(text_, number);
  return *this;
}

json_writer& json_writer::value(double number) {
  if (!std::isfinite(number)) return raw("null");
  separate();
  append_number(text_, number);
  return *this;
}

json_writer& json_writer::raw(std::string_view json) {
  separate();
  text_ += json;
  return *this;
}

}  // namespace naru::detail
