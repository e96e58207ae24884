#include "remark.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <system_error>

namespace samples::chat {
namespace {

// Removes a number and the space behind it from the front of `text`; false if they are not there.
template <class Number>
bool take_number(std::string_view& text, Number& number) {
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(stopped - text.data()));
  if (!text.starts_with(' ')) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::string remark::to_text() const {
  const auto mixed = static_cast<std::uint32_t>(said_at_ns * 31 + number * 7U);
  const auto letter = static_cast<char>('a' + mixed % 26);
  return fmt::format("{} {} {}", number, said_at_ns, std::string(mixed / 26 % 100, letter));
}

std::optional<remark> remark::parse(std::string_view text) {
  remark parsed;
  std::string_view rest = text;
  if (!take_number(rest, parsed.number) || !take_number(rest, parsed.said_at_ns)) return {};
  if (parsed.to_text() != text) return {};
  return parsed;
}

}  // namespace samples::chat
