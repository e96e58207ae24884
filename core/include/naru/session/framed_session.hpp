// framed_session: a session that sends and receives the messages of one framing. Programs derive
// from naru::session or naru::coroutine_session, which add how a message is received.
#pragma once

#include <naru/session/framing.hpp>
#include <naru/session/session_base.hpp>
#include <naru/session/shared_message.hpp>

#include <cstddef>
#include <optional>

namespace naru {

template <framing Framing>
class framed_session : public session_base {
 public:
  using framing_type = Framing;
  using message_type = typename Framing::message_type;

  /// Queues `message`, copied, behind what was sent before; never waits. What is queued while a
  /// write is under way goes out in one after it. Any thread; the messages of one thread stay in
  /// order. send_outcome::closed before on_connected too.
  send_outcome send(const message_type& message) const {
    const std::optional<std::size_t> size = Framing::encoded_size(message);
    if (!size) return send_outcome::too_large;
    const sending frame(*this, *size);
    if (frame.outcome() == send_outcome::queued) Framing::encode(message, frame.room());
    return frame.outcome();
  }
  /// The same for a message that was encoded before; a large one is not copied.
  send_outcome send(const shared_message<Framing>& message) const {
    if (!message.fits()) return send_outcome::too_large;
    return send_shared(message.holder(), message.bytes());
  }

 protected:
  framed_session() = default;

  /// The next message of what `taken` leaves of `received`, and counts it there; empty where there
  /// is none, and why is there too.
  [[nodiscard]] std::optional<message_type> next_message(const_buffer received,
                                                         std::size_t messages_max,
                                                         detail::taken_messages& taken) {
    const const_buffer rest = received.subspan(taken.bytes);
    if (rest.empty()) return {};
    const frame<message_type> next = decoder_.decode(rest, message_size_max());
    if (next.status == frame_status::complete && taken.messages < messages_max) {
      taken.bytes += next.bytes;
      ++taken.messages;
      return next.message;
    }
    taken.next_size = next.bytes;
    taken.refused = next.status != frame_status::incomplete;
    taken.reason =
        next.status == frame_status::complete ? close_reason::rate_exceeded : next.reason;
    return {};
  }

 private:
  Framing decoder_;
};

}  // namespace naru
