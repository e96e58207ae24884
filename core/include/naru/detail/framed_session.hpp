// framed_session: a session that sends and receives the messages of one framing. Programs derive
// from naru::session or naru::coroutine_session, which add the way to receive a message.
#pragma once

#include <naru/detail/text.hpp>
#include <naru/session/framing.hpp>
#include <naru/session/session_base.hpp>
#include <naru/session/shared_message.hpp>

#include <concepts>
#include <cstddef>
#include <optional>

namespace naru::detail {

/// A session whose messages lie in the stream as Framing says.
template <framing Framing>
class framed_session : public session_base {
 public:
  /// The framing, and the type of its messages.
  using framing_type = Framing;
  using message_type = typename Framing::message_type;

  /// Copies `message` and queues it behind the messages that were sent before. It never waits.
  /// Messages that are queued during a write go out together in the next write. Any thread may call
  /// this, and the messages of one thread stay in order. Returns send_outcome::closed also before
  /// on_connected. If there is no memory for the message, the session ends for
  /// close_reason::out_of_memory and this returns send_outcome::closed: so a peer never gets a
  /// message after one that was lost. Throws nothing.
  send_outcome send(const message_type& message) const { return encode_and_queue(message); }
  /// Sends an object that the framing encodes, such as a struct that writes itself with
  /// packet_framing. It is written right into the queue.
  template <encoded_by<Framing> Message>
  send_outcome send(const Message& message) const {
    return encode_and_queue(message);
  }
  /// Sends text as one message: a literal, a std::string (also a temporary one) or a
  /// std::string_view. The zero at the end of a literal is not sent.
  template <text Text>
    requires std::same_as<message_type, const_buffer>
  send_outcome send(Text&& text) const {
    return send(text_bytes(text));
  }
  /// Sends a message that was encoded before. A large one is not copied.
  send_outcome send(const shared_message<Framing>& message) const {
    if (!message.fits()) return send_outcome::too_large;
    return send_shared(message.holder(), message.bytes());
  }

 protected:
  framed_session() = default;

  /// Calls `handle` with each whole message of `received`, at most `messages_max`, while the
  /// session is open and `handle` returns true. If there are more, it stops or drops them, as
  /// session_options::on_rate_exceeded says.
  template <class Handle>
  [[nodiscard]] taken_messages take_messages(const_buffer received, std::size_t messages_max,
                                             Handle handle) {
    taken_messages taken;
    const std::size_t size_max = message_size_max();
    while (taken.bytes != received.size() && is_open()) {
      frame<message_type> next = decoder_.decode(received.subspan(taken.bytes), size_max);
      // A framing that the program wrote may be wrong. A frame of no bytes would loop for ever, and
      // one that is too long would read beyond the buffer.
      if (next.status == frame_status::complete &&
          (next.bytes == 0 || next.bytes > received.size() - taken.bytes)) {
        next = refused_frame<message_type>(close_reason::message_malformed);
      }
      if (next.status != frame_status::complete) {
        end_taking(next, taken);
        break;
      }
      if (taken.messages == messages_max) {
        taken.over_rate = !drops_over_rate();
        if (taken.over_rate) break;
        taken.bytes += next.bytes;
        ++taken.discarded;
        continue;
      }
      taken.bytes += next.bytes;
      ++taken.messages;
      if (!handle(next.message)) break;
    }
    return taken;
  }

 private:
  template <class Message>
  send_outcome encode_and_queue(const Message& message) const {
    const std::optional<std::size_t> size = Framing::encoded_size(message);
    if (!size) return send_outcome::too_large;
    return queue_frame(*size,
                       [&](mutable_buffer room) noexcept { Framing::encode(message, room); });
  }

  static void end_taking(const frame<message_type>& last, taken_messages& taken) noexcept {
    taken.next_size = last.bytes;
    taken.refused = last.status == frame_status::refused;
    taken.reason = last.reason;
  }

  Framing decoder_;
};

}  // namespace naru::detail
