// raw: no framing at all. A message is the bytes that have come: a part of one send of the peer,
// or several sends together.
//
// For bytes that are passed on as they are, and for protocols that the program decodes itself
// across messages. It is not for text or packets: TCP keeps no boundaries, so one send of the peer
// arrives as any number of messages. See delimited and length_prefixed.
//
//     class relay : public naru::session<naru::raw> …
//
// Thread-safety: any thread, because there is no state.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/copy_bytes.hpp>
#include <naru/session/framing.hpp>

#include <cassert>
#include <cstddef>
#include <optional>

namespace naru {

class raw {
 public:
  /// The bytes of one message. They lie in the receive buffer.
  using message_type = const_buffer;

  /// The message has at most `message_size_max` bytes; the rest is the next message. Never refused
  /// unless `message_size_max` is 0.
  [[nodiscard]] frame<> decode(const_buffer received, std::size_t message_size_max) const noexcept {
    if (received.empty()) return incomplete_frame();
    // Messages of no bytes would never end.
    if (message_size_max == 0) return refused_frame(close_reason::message_too_large);
    const std::size_t size =
        received.size() < message_size_max ? received.size() : message_size_max;
    return complete_frame(size, received.first(size));
  }

  /// The message's own size. The peer does not notice an empty message.
  [[nodiscard]] static std::optional<std::size_t> encoded_size(const_buffer message) noexcept {
    return message.size();
  }

  /// `out` has the size that encoded_size returned.
  static void encode(const_buffer message, mutable_buffer out) noexcept {
    assert(out.size() == message.size());
    detail::copy_bytes(message, out);
  }
};

}  // namespace naru
