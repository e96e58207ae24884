#include "web/text/utf8_checker.hpp"

#include <cstring>

namespace naru::detail {
namespace {

// Eight characters of ASCII at a time: most text is little else.
std::size_t ascii_prefix(std::span<const std::byte> piece) noexcept {
  std::size_t at = 0;
  for (; piece.size() - at >= sizeof(std::uint64_t); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, piece.data() + at, sizeof word);
    if ((word & 0x8080808080808080U) != 0) break;
  }
  while (at < piece.size() && (piece[at] & std::byte{0x80}) == std::byte{}) ++at;
  return at;
}

}  // namespace

bool utf8_checker::take(std::span<const std::byte> piece) noexcept {
  while (!piece.empty()) {
    if (missing_ == 0) piece = piece.subspan(ascii_prefix(piece));
    if (piece.empty()) return true;
    const auto byte = std::to_integer<std::uint8_t>(piece.front());
    piece = piece.subspan(1);
    if (missing_ == 0) {
      if (!begin(byte)) return false;
      continue;
    }
    if (byte < low_ || byte > high_) return false;
    --missing_;
    low_ = 0x80;
    high_ = 0xbf;
  }
  return true;
}

// The first byte tells how many follow. The range of the second keeps out longer forms than
// needed, surrogates, and what is above U+10FFFF.
bool utf8_checker::begin(std::uint8_t first) noexcept {
  low_ = 0x80;
  high_ = 0xbf;
  if (first >= 0xc2 && first <= 0xdf) {
    missing_ = 1;
  } else if (first >= 0xe0 && first <= 0xef) {
    missing_ = 2;
    if (first == 0xe0) low_ = 0xa0;
    if (first == 0xed) high_ = 0x9f;
  } else if (first >= 0xf0 && first <= 0xf4) {
    missing_ = 3;
    if (first == 0xf0) low_ = 0x90;
    if (first == 0xf4) high_ = 0x8f;
  } else {
    return false;
  }
  return true;
}

}  // namespace naru::detail
