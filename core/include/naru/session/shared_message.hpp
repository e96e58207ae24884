// shared_message: one encoded message for many sessions.
//
// Immutable, reference-counted, cheap to copy. A broadcast encodes once, and every session sends
// the same bytes.
//
//     const naru::shared_message<framing> news("the bridge has fallen");
//     for (const auto& each : party) each->send(news);
//
// It is not needed for one receiver: session::send encodes right into the session's queue.
//
// Thread-safety: as for std::shared_ptr.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/segment.hpp>
#include <naru/detail/text.hpp>
#include <naru/session/framing.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <utility>

namespace naru {

template <framing Framing>
class shared_message {
 public:
  /// `message` as a frame. If it does not fit into a frame, the object is empty, and sending it
  /// gives send_outcome::too_large.
  explicit shared_message(const typename Framing::message_type& message) { encode(message); }

  /// Works like the above, for an object that the framing encodes, as framed_session::send takes
  /// it.
  template <detail::encoded_by<Framing> Message>
  explicit shared_message(const Message& message) {
    encode(message);
  }

  /// Works like the above, for text, as framed_session::send takes it.
  template <detail::text Text>
    requires std::same_as<typename Framing::message_type, const_buffer>
  explicit shared_message(Text&& text) : shared_message(detail::text_bytes(text)) {}

  /// False if the message did not fit into a frame.
  [[nodiscard]] bool fits() const noexcept { return static_cast<bool>(segment_); }
  /// The whole frame.
  [[nodiscard]] const_buffer bytes() const noexcept {
    return segment_ ? const_buffer(segment_->bytes(), size_) : const_buffer();
  }
  /// Used by the session that sends it.
  [[nodiscard]] const detail::segment_pointer& holder() const noexcept { return segment_; }

 private:
  template <class Message>
  void encode(const Message& message) {
    const std::optional<std::size_t> size = Framing::encoded_size(message);
    if (!size) return;
    segment_ = detail::segment_pointer(detail::take_segment(*size));
    size_ = *size;
    Framing::encode(message, {segment_->bytes(), size_});
  }

  detail::segment_pointer segment_;
  std::size_t size_ = 0;
};

}  // namespace naru
