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

std::size_t utf8_checker::valid_prefix(std::span<const std::byte> piece) noexcept {
  std::size_t at = 0;
  while (at < piece.size()) {
    if (missing_ == 0) at += ascii_prefix(piece.subspan(at));
    if (at == piece.size() || !take_byte(std::to_integer<std::uint8_t>(piece[at]))) break;
    ++at;
  }
  return at;
}

bool utf8_checker::take_byte(std::uint8_t byte) noexcept {
  if (missing_ == 0) return begin(byte);
  if (byte < low_ || byte > high_) return false;
  --missing_;
  low_ = 0x80;
  high_ = 0xbf;
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
