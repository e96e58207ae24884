// The header of a frame of RFC 6455, section 5.2: 2 to 14 bytes.
#pragma once

#include <naru/detail/byte_queue.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace naru::detail {

enum class frame_opcode : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10,
};

using mask_key = std::array<std::byte, 4>;

inline constexpr std::size_t frame_header_size_max = 14;
inline constexpr std::size_t control_size_max = 125;

struct frame_header {
  bool is_final = true;        // the last frame of its message
  bool is_compressed = false;  // the first frame of a message that is: the bit RSV1
  frame_opcode opcode = frame_opcode::binary;
  bool is_masked = false;
  mask_key key{};
  std::uint64_t size = 0;  // of the payload
};

/// Tells whether the frame is a close, a ping or a pong, which may stand between the frames of a
/// message.
[[nodiscard]] constexpr bool is_control(frame_opcode opcode) noexcept {
  return opcode >= frame_opcode::close;
}

/// The size of the header that begins with these two bytes.
[[nodiscard]] std::size_t frame_header_size(std::span<const std::byte, 2> beginning) noexcept;

/// Reads a whole header. False if RFC 6455 does not allow it: reserved bits but RSV1, reserved
/// opcodes, a control frame in pieces or of more than 125 bytes, a size that is written longer than
/// it needs to be or beyond 63 bits.
[[nodiscard]] bool read_frame_header(std::span<const std::byte> bytes,
                                     frame_header& header) noexcept;

/// Appends the header.
void append_frame_header(byte_queue& output, const frame_header& header);

/// Masks or unmasks: the first of `bytes` has the position `offset` in its payload.
void apply_mask(std::span<std::byte> bytes, const mask_key& key, std::uint64_t offset) noexcept;

}  // namespace naru::detail
