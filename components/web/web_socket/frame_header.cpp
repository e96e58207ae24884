#include "web/web_socket/frame_header.hpp"

#include <cstring>

namespace naru::detail {
namespace {

constexpr std::byte final_bit{0x80};
constexpr std::byte compressed_bit{0x40};
constexpr std::byte reserved_bits{0x30};
constexpr std::byte opcode_bits{0x0f};
constexpr std::byte mask_bit{0x80};
constexpr unsigned size_in_2_bytes = 126;
constexpr unsigned size_in_8_bytes = 127;

std::size_t extra_size_bytes(unsigned short_size) noexcept {
  if (short_size == size_in_8_bytes) return 8;
  return short_size == size_in_2_bytes ? 2 : 0;
}

bool is_known(frame_opcode opcode) noexcept {
  return opcode <= frame_opcode::binary ||
         (opcode >= frame_opcode::close && opcode <= frame_opcode::pong);
}

bool is_shortest(std::uint64_t size, std::size_t extra) noexcept {
  if (extra == 2) return size >= size_in_2_bytes;
  if (extra == 8) return size > 0xffff && size >> 63 == 0;
  return true;
}

}  // namespace

std::size_t frame_header_size(std::span<const std::byte, 2> beginning) noexcept {
  const auto short_size = std::to_integer<unsigned>(beginning[1] & ~mask_bit);
  const bool is_masked = (beginning[1] & mask_bit) != std::byte{};
  return 2 + extra_size_bytes(short_size) + (is_masked ? sizeof(mask_key) : 0);
}

bool read_frame_header(std::span<const std::byte> bytes, frame_header& header) noexcept {
  header.is_final = (bytes[0] & final_bit) != std::byte{};
  header.is_compressed = (bytes[0] & compressed_bit) != std::byte{};
  header.opcode = static_cast<frame_opcode>(bytes[0] & opcode_bits);
  header.is_masked = (bytes[1] & mask_bit) != std::byte{};
  if ((bytes[0] & reserved_bits) != std::byte{} || !is_known(header.opcode)) return false;

  header.size = std::to_integer<unsigned>(bytes[1] & ~mask_bit);
  const std::size_t extra = extra_size_bytes(static_cast<unsigned>(header.size));
  if (extra != 0) header.size = 0;
  for (const std::byte each : bytes.subspan(2, extra)) {
    header.size = header.size << 8 | std::to_integer<unsigned>(each);
  }
  if (!is_shortest(header.size, extra)) return false;
  if (header.is_masked) {
    std::memcpy(header.key.data(), bytes.data() + 2 + extra, header.key.size());
  }
  return !is_control(header.opcode) || (header.is_final && header.size <= control_size_max);
}

void append_frame_header(byte_queue& output, const frame_header& header) {
  std::array<std::byte, frame_header_size_max> bytes{};
  bytes[0] = static_cast<std::byte>(header.opcode) | (header.is_final ? final_bit : std::byte{});
  if (header.is_compressed) bytes[0] |= compressed_bit;
  auto short_size = static_cast<unsigned>(header.size);
  if (header.size >= size_in_2_bytes) short_size = size_in_2_bytes;
  if (header.size > 0xffff) short_size = size_in_8_bytes;
  bytes[1] = static_cast<std::byte>(short_size) | (header.is_masked ? mask_bit : std::byte{});
  std::size_t size = 2;
  for (std::size_t left = extra_size_bytes(short_size); left-- != 0;) {
    bytes[size++] = static_cast<std::byte>(header.size >> (8 * left) & 0xff);
  }
  if (header.is_masked) {
    std::memcpy(bytes.data() + size, header.key.data(), header.key.size());
    size += header.key.size();
  }
  output.append(std::span(bytes).first(size));
}

// Eight bytes at a time. The key is repeated in memory, so the order of bytes does not matter.
void apply_mask(std::span<std::byte> bytes, const mask_key& key, std::uint64_t offset) noexcept {
  std::array<std::byte, sizeof(std::uint64_t)> repeated{};
  for (std::size_t i = 0; i < repeated.size(); ++i) repeated[i] = key[(offset + i) % key.size()];
  std::uint64_t mask = 0;
  std::memcpy(&mask, repeated.data(), sizeof mask);
  std::size_t at = 0;
  for (; bytes.size() - at >= sizeof mask; at += sizeof mask) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    word ^= mask;
    std::memcpy(bytes.data() + at, &word, sizeof word);
  }
  for (; at < bytes.size(); ++at) bytes[at] ^= repeated[at % sizeof mask];
}

}  // namespace naru::detail
