// raw: no framing at all. A message is whatever has come: a part of what the peer sent at once, or
// several such parts in one.
//
// For what is passed on as it is, and for protocols that the program takes apart by itself across
// messages. Not for text or packets: TCP keeps no boundaries, so that one send of the peer arrives
// as any number of messages here. See delimited and length_prefixed.
//
//     class relay : public naru::session<naru::raw> …
//
// Thread-safety: any thread, there is no state.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/copy_bytes.hpp>
#include <naru/session/framing.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <optional>

namespace naru {

class raw {
 public:
  using message_type = const_buffer;

  /// At most `message_size_max` bytes, the rest is the next message. Never refused, as long as
  /// `message_size_max` is not 0.
  [[nodiscard]] frame<> decode(const_buffer received, std::size_t message_size_max) const noexcept {
    if (received.empty()) return incomplete_frame();
    // Messages of no bytes would never come to an end.
    if (message_size_max == 0) return refused_frame(close_reason::message_too_large);
    const std::size_t size = (std::min)(received.size(), message_size_max);
    return complete_frame(size, received.first(size));
  }

  /// The message's own size. Of an empty message the peer sees nothing.
  [[nodiscard]] static std::optional<std::size_t> encoded_size(const_buffer message) noexcept {
    return message.size();
  }

  /// `out` has the size that encoded_size told.
  static void encode(const_buffer message, mutable_buffer out) noexcept {
    assert(out.size() == message.size());
    detail::copy_bytes(message, out);
  }
};

}  // namespace naru
