// length_prefixed: each message follows its size, which is a whole number of 1, 2 or 4 bytes.
//
// For binary messages of any content. A hostile size is refused before its bytes come. For the
// header of size and number that many game servers use, see packet_framing; for text that people
// read, see delimited.
//
//     class talk : public naru::session<naru::length_prefixed<>> …  // 4 bytes, big-endian
//
//     using wire = naru::length_prefixed<naru::length_prefix{
//         .width = 2, .order = std::endian::little, .counts_itself = true}>;
//
// Thread-safety: any thread, because there is no state.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/copy_bytes.hpp>
#include <naru/detail/integer_bytes.hpp>
#include <naru/session/framing.hpp>

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

namespace naru {

/// How the size is written.
struct length_prefix {
  std::size_t width = 4;  ///< bytes: 1, 2 or 4
  /// The order of the bytes of the number.
  std::endian order = std::endian::big;
  bool counts_itself = false;  ///< the number counts its own bytes, too
  bool allows_empty = false;   ///< a message may have no bytes
};

template <length_prefix Format = length_prefix{}>
class length_prefixed {
  static_assert(Format.width == 1 || Format.width == 2 || Format.width == 4);

  static constexpr std::size_t counted_header = Format.counts_itself ? Format.width : 0;
  static constexpr std::size_t number_max = 0xffff'ffff >> (32 - 8 * Format.width);
  static constexpr std::size_t memory_max =
      (std::numeric_limits<std::size_t>::max)() - Format.width;

 public:
  /// The bytes of one message. They lie in the receive buffer.
  using message_type = const_buffer;

  /// The size of the largest message that the number can express. If std::size_t has 32 bits, it
  /// also limits the message together with its number.
  static constexpr std::size_t message_size_limit =
      number_max - counted_header < memory_max ? number_max - counted_header : memory_max;

  /// The message lies in `received`. It is refused as soon as the number is there: as
  /// message_malformed if the number counts its own bytes and is less than them, or if the message
  /// is empty and that is not allowed; as message_too_large if it has more than `message_size_max`
  /// bytes.
  [[nodiscard]] frame<> decode(const_buffer received, std::size_t message_size_max) const noexcept {
    if (received.size() < Format.width) return incomplete_frame();
    const std::size_t counted = detail::read_integer<Format.order>(received.first<Format.width>());
    if (counted < counted_header) return refused_frame(close_reason::message_malformed);
    const std::size_t size = counted - counted_header;
    if constexpr (!Format.allows_empty) {
      if (size == 0) return refused_frame(close_reason::message_malformed);
    }
    if (size > message_size_max || size > message_size_limit) {
      return refused_frame(close_reason::message_too_large);
    }
    const std::size_t whole = Format.width + size;
    if (received.size() < whole) return incomplete_frame(whole);
    return complete_frame(whole, received.subspan(Format.width, size));
  }

  /// Empty if the number cannot express the size, or if the message is empty and that is not
  /// allowed.
  [[nodiscard]] static std::optional<std::size_t> encoded_size(const_buffer message) noexcept {
    if (message.size() > message_size_limit) return std::nullopt;
    if constexpr (!Format.allows_empty) {
      if (message.empty()) return std::nullopt;
    }
    return Format.width + message.size();
  }

  /// `out` has the size that encoded_size returned.
  static void encode(const_buffer message, mutable_buffer out) noexcept {
    assert(out.size() == encoded_size(message));
    detail::write_integer<Format.order>(static_cast<std::uint32_t>(message.size() + counted_header),
                                        out.first<Format.width>());
    detail::copy_bytes(message, out.subspan(Format.width));
  }
};

}  // namespace naru
