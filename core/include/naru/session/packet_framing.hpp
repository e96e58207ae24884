// packet_framing: each message follows its size and its number, both in two bytes, little-endian.
// The size counts these four bytes too.
//
//     +------+------+-----------------+
//     | size |  id  | body            |     size = 4 + the bytes of the body
//     +------+------+-----------------+
//
// Many game servers use this header, and so do the lessons that teach how to write them. The
// number tells which message it is, and so what the body means. It is not for messages of 64 KiB
// or more, nor for messages without numbers: use length_prefixed.
//
//     class player : public naru::session<naru::packet_framing> {
//       void on_message(const naru::packet& packet) override {
//         if (packet.id == chat) …
//
// Thread-safety: any thread, because there is no state.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/export.hpp>
#include <naru/session/framing.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace naru {

struct packet {
  std::uint16_t id = 0;
  const_buffer body;  ///< may be empty; text: naru::buffer("hello")
};

class NARU_API packet_framing {
 public:
  using message_type = packet;

  /// The number of bytes before the body.
  static constexpr std::size_t header_size = 4;
  /// The number of bytes of the largest body.
  static constexpr std::size_t body_size_limit = 0xffff - header_size;

  /// The body lies in `received`. It is refused as soon as the size is there: as message_malformed
  /// if the size is less than the header; as message_too_large if the body has more than
  /// `body_size_max` bytes.
  [[nodiscard]] frame<packet> decode(const_buffer received,
                                     std::size_t body_size_max) const noexcept;

  /// Empty if the body has more than body_size_limit bytes.
  [[nodiscard]] static std::optional<std::size_t> encoded_size(const packet& message) noexcept;

  /// `out` has the size that encoded_size returned.
  static void encode(const packet& message, mutable_buffer out) noexcept;
};

}  // namespace naru
