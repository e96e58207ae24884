// framed_session: a session that sends and receives the messages of one framing. Programs derive
// from naru::session or naru::coroutine_session, which add how a message is received.
#pragma once

#include <naru/detail/text.hpp>
#include <naru/session/framing.hpp>
#include <naru/session/session_base.hpp>
#include <naru/session/shared_message.hpp>

#include <concepts>
#include <cstddef>
#include <optional>

namespace naru::detail {

template <framing Framing>
class framed_session : public session_base {
 public:
  using framing_type = Framing;
  using message_type = typename Framing::message_type;

  /// Queues `message`, copied, behind what was sent before; never waits. What is queued while a
  /// write is under way goes out in one after it. Any thread; the messages of one thread stay in
  /// order. send_outcome::closed before on_connected too. If there is no memory for it the session
  /// ends, for close_reason::out_of_memory, and this gives send_outcome::closed: a peer never
  /// misses a message and gets the next. Throws nothing.
  send_outcome send(const message_type& message) const {
    const std::optional<std::size_t> size = Framing::encoded_size(message);
    if (!size) return send_outcome::too_large;
    return queue_frame(*size,
                       [&](mutable_buffer room) noexcept { Framing::encode(message, room); });
  }
  /// The same for text: a literal, a std::string, also a temporary one, a std::string_view. The
  /// zero at the end of a literal is not sent.
  template <text Text>
    requires std::same_as<message_type, const_buffer>
  send_outcome send(Text&& text) const {
    return send(text_bytes(text));
  }
  /// The same for a message that was encoded before; a large one is not copied.
  send_outcome send(const shared_message<Framing>& message) const {
    if (!message.fits()) return send_outcome::too_large;
    return send_shared(message.holder(), message.bytes());
  }

 protected:
  framed_session() = default;

  /// Calls `handle` with each whole message of `received`, at most `messages_max`, while the
  /// session is open and `handle` returns true.
  template <class Handle>
  [[nodiscard]] taken_messages take_messages(const_buffer received, std::size_t messages_max,
                                             Handle handle) {
    taken_messages taken;
    const std::size_t size_max = message_size_max();
    while (taken.bytes != received.size() && is_open()) {
      frame<message_type> next = decoder_.decode(received.subspan(taken.bytes), size_max);
      // A framing of the program's own may be wrong: that must neither go on for ever nor go
      // beyond.
      if (next.status == frame_status::complete &&
          (next.bytes == 0 || next.bytes > received.size() - taken.bytes)) {
        next = refused_frame<message_type>(close_reason::message_malformed);
      }
      if (next.status != frame_status::complete || taken.messages == messages_max) {
        end_taking(next, taken);
        break;
      }
      taken.bytes += next.bytes;
      ++taken.messages;
      if (!handle(next.message)) break;
    }
    return taken;
  }

 private:
  static void end_taking(const frame<message_type>& last, taken_messages& taken) noexcept {
    taken.next_size = last.bytes;
    taken.refused = last.status != frame_status::incomplete;
    taken.reason =
        last.status == frame_status::complete ? close_reason::rate_exceeded : last.reason;
  }

  Framing decoder_;
};

}  // namespace naru::detail
