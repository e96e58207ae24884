// packet_framing: before each message stand its size and its number, both in two bytes,
// little-endian. The size counts these four bytes too.
//
//     +------+------+-----------------+
//     | size |  id  | body            |     size = 4 + the bytes of the body
//     +------+------+-----------------+
//
// The header of a great many game servers and of the lessons that teach how to write them: the
// number says which message it is, and what the body means follows from it. Not for messages of
// 64 KiB or more, nor where there are no numbers: length_prefixed.
//
//     class player : public naru::session<naru::packet_framing> {
//       void on_message(const naru::packet& packet) override {
//         if (packet.id == chat) …
//
// Thread-safety: any thread, there is no state.
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

  /// Bytes before the body.
  static constexpr std::size_t header_size = 4;
  /// Bytes of the largest body.
  static constexpr std::size_t body_size_limit = 0xffff - header_size;

  /// The body lies in `received`. Refused as soon as the size is there: message_malformed where it
  /// is less than the header; message_too_large where the body has more than `body_size_max` bytes.
  [[nodiscard]] frame<packet> decode(const_buffer received,
                                     std::size_t body_size_max) const noexcept;

  /// Empty where the body has more than body_size_limit bytes.
  [[nodiscard]] static std::optional<std::size_t> encoded_size(const packet& message) noexcept;

  /// `out` has the size that encoded_size told.
  static void encode(const packet& message, mutable_buffer out) noexcept;
};

}  // namespace naru
