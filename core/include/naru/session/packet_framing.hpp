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
//       void on_message(naru::packet packet) override {
//         if (packet.id == chat) …
//
// packet_reader and packet_writer read and write the fields of a body; packet_handlers finds the
// handler of an id. A type of the program's own that writes itself is sent and broadcast as it is:
// see packet_traits.
//
//     send(login{.version = 1, .name = "jin"});
//
// Thread-safety: any thread, because there is no state.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/export.hpp>
#include <naru/packet/packet.hpp>
#include <naru/packet/packet_traits.hpp>
#include <naru/packet/packet_writer.hpp>
#include <naru/session/framing.hpp>

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

namespace naru {

class NARU_API packet_framing {
 public:
  /// A packet. Its body lies in the receive buffer.
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

  /// Works like the above, for a type that writes itself. It writes twice: here only to count.
  template <writable_packet Packet>
  [[nodiscard]] static std::optional<std::size_t> encoded_size(const Packet& message) noexcept {
    packet_writer counter = packet_writer::counting(body_size_limit);
    packet_traits<Packet>::write(counter, message);
    if (!counter.ok()) return std::nullopt;
    return header_size + counter.size();
  }
  /// Works like the above, for a type that writes itself. If it writes less than it counted, the
  /// rest is zero.
  template <writable_packet Packet>
  static void encode(const Packet& message, mutable_buffer out) noexcept {
    constexpr std::uint32_t id = detail::id_of<Packet>;
    static_assert(id <= 0xffff, "an id of packet_framing has two bytes");
    encode_header(static_cast<std::uint16_t>(id), out);
    packet_writer body(out.subspan(header_size));
    packet_traits<Packet>::write(body, message);
    assert(body.ok() && body.size() == out.size() - header_size);
    // If it wrote less than it counted, the peer must not see what was in that memory.
    const mutable_buffer unwritten = out.subspan(header_size + body.size());
    if (!unwritten.empty()) std::memset(unwritten.data(), 0, unwritten.size());
  }

 private:
  static void encode_header(std::uint16_t id, mutable_buffer out) noexcept;
};

}  // namespace naru
