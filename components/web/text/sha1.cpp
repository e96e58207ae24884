#include "web/text/sha1.hpp"

#include <bit>
#include <cstdint>

namespace naru::detail {
namespace {

constexpr std::size_t block_size = 64;
using block = std::array<std::uint8_t, block_size>;
using sha1_state = std::array<std::uint32_t, 5>;

std::uint32_t mix(unsigned round, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  if (round < 20) return ((b & c) | (~b & d)) + 0x5a827999U;
  if (round < 40) return (b ^ c ^ d) + 0x6ed9eba1U;
  if (round < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdcU;
  return (b ^ c ^ d) + 0xca62c1d6U;
}

void take_block(sha1_state& state, const block& bytes) {
  std::array<std::uint32_t, 80> words{};
  for (std::size_t i = 0; i < 16; ++i) {
    words[i] = std::uint32_t{bytes[4 * i]} << 24 | std::uint32_t{bytes[4 * i + 1]} << 16 |
               std::uint32_t{bytes[4 * i + 2]} << 8 | std::uint32_t{bytes[4 * i + 3]};
  }
  for (std::size_t i = 16; i < words.size(); ++i) {
    words[i] = std::rotl(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
  }
  auto [a, b, c, d, e] = state;
  for (unsigned round = 0; round < words.size(); ++round) {
    const std::uint32_t next = std::rotl(a, 5) + mix(round, b, c, d) + e + words[round];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  const sha1_state sum{a, b, c, d, e};
  for (std::size_t i = 0; i < state.size(); ++i) state[i] += sum[i];
}

}  // namespace

sha1_digest sha1(std::string_view text) {
  sha1_state state{0x67452301U, 0xefcdab89U, 0x98badcfeU, 0x10325476U, 0xc3d2e1f0U};
  // The padding: a one, zeros, and the number of bits in eight bytes.
  std::string padded(text);
  padded.push_back('\x80');
  while (padded.size() % block_size != block_size - 8) padded.push_back('\0');
  const std::uint64_t bits = std::uint64_t{text.size()} * 8;
  for (int shift = 56; shift >= 0; shift -= 8) {
    padded.push_back(static_cast<char>(bits >> shift & 0xff));
  }
  block bytes{};
  for (std::size_t at = 0; at < padded.size(); at += block_size) {
    for (std::size_t i = 0; i < block_size; ++i) {
      bytes[i] = static_cast<std::uint8_t>(padded[at + i]);
    }
    take_block(state, bytes);
  }
  sha1_digest digest{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<std::byte>(state[i / 4] >> (24 - 8 * (i % 4)) & 0xff);
  }
  return digest;
}

std::string hexadecimal(const sha1_digest& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::byte each : digest) {
    text.push_back(digits[std::to_integer<std::size_t>(each >> 4)]);
    text.push_back(digits[std::to_integer<std::size_t>(each & std::byte{0x0f})]);
  }
  return text;
}

}  // namespace naru::detail
