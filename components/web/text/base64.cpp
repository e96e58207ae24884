#include "web/text/base64.hpp"

#include <cstdint>

namespace naru::detail {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string to_base64(std::span<const std::byte> bytes) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto group = bytes.subspan(at, bytes.size() - at < 3 ? bytes.size() - at : 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      bits = bits << 8 | (i < group.size() ? std::to_integer<std::uint32_t>(group[i]) : 0);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      text.push_back(i <= group.size() ? alphabet[bits >> (18 - 6 * i) & 0x3f] : '=');
    }
  }
  return text;
}

std::optional<std::size_t> base64_size(std::string_view text) noexcept {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  std::size_t last = 0;
  for (const char each : text.substr(0, text.size() - padding)) {
    last = alphabet.find(each);
    if (last == std::string_view::npos) return std::nullopt;
  }
  const std::size_t unused_bits = padding == 2 ? 0x0f : padding == 1 ? 0x03 : 0;
  if ((last & unused_bits) != 0) return std::nullopt;
  return text.size() / 4 * 3 - padding;
}

}  // namespace naru::detail
