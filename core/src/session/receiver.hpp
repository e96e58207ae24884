// receiver: the receiving part of a session. It has the state of the pending receive, the bytes
// that are received and not handled, the limit of their rate, the header of a proxy in front of
// them, and the time of a message.
//
// A turn (turn.hpp) is the right to run the session's functions. The bytes and their counts belong
// to the thread that has the turn. If a coroutine holds the turn, they belong to that coroutine.
// The functions for the receive need the session's lock. CONTRIBUTING.md explains turn, hold and
// round.
#pragma once

#include <naru/buffer.hpp>
#include <naru/proactor.hpp>
#include <naru/session/framing.hpp>
#include <naru/session/session_base.hpp>

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "session/inbox.hpp"
#include "session/overdue.hpp"
#include "session/proxy_header.hpp"
#include "session/rate_limit.hpp"
#include "session/session_host.hpp"
#include "session/traffic.hpp"

namespace naru::detail {

class receiver {
 public:
  explicit receiver(session_host& host);

  // The receive. Each of these needs the lock.

  [[nodiscard]] bool is_pending() const noexcept { return state_ == state::pending; }
  [[nodiscard]] bool has_arrived() const noexcept { return state_ == state::arrived; }
  /// Whether another receive may begin.
  [[nodiscard]] bool is_idle() const noexcept { return state_ == state::idle && !peer_finished_; }
  /// Notes that the caller starts a receive into room().
  void begin() noexcept;
  /// Notes that the caller posts the operation of the receive, which brings no bytes but a turn.
  void begin_without_receive() noexcept;
  /// Notes that the receive has completed. The next turn handles the result.
  void arrive(bool succeeded) noexcept;
  /// Notes that the receive has completed and its result has been handled outside a turn.
  void settle() noexcept;
  /// True if a receive has completed and is not handled yet. The caller handles it now.
  [[nodiscard]] bool take_arrival() noexcept;

  void note_peer_finished() noexcept { peer_finished_ = true; }
  [[nodiscard]] bool peer_has_finished() const noexcept { return peer_finished_; }

  /// Notes that a round cancels the receive because of `what`. The round itself cancels it.
  void cancel_for(overdue what) noexcept;
  [[nodiscard]] overdue cancelled_for() const noexcept { return cancelled_for_; }
  /// The limit for which a round has cancelled the receive that ended with `error`, or
  /// overdue::nothing. A round cancels before the limit ends the session, so that bytes that the
  /// system holds still count.
  [[nodiscard]] overdue take_cause(const std::error_code& error) noexcept;

  /// Notes the first whole message. It ends handshake_timeout.
  void note_first_message() noexcept { had_message_ = true; }
  [[nodiscard]] bool had_message() const noexcept { return had_message_; }
  /// Whether handshake_timeout applies.
  [[nodiscard]] bool is_in_handshake() const noexcept;

  // The memory for the bytes. Call these in a turn, unless their comment says otherwise.

  /// The place for the bytes of the next receive. It is empty if the next receive only waits, which
  /// means that it has no buffer and completes once bytes can be received, or if the buffer is
  /// full.
  [[nodiscard]] mutable_buffer room() const noexcept;
  [[nodiscard]] bool only_waits() const noexcept { return without_buffer_; }
  [[nodiscard]] bool needs_room() const noexcept;
  /// False if the memory budget of the host is used up. Throws std::bad_alloc.
  [[nodiscard]] bool make_room();
  /// Moves the place for bytes to the front of the buffer, if nothing is unread and no receive is
  /// pending.
  void rewind() noexcept;
  /// Whether a pending receive has a buffer although its peer sends nothing. Call this with the
  /// lock held, while no thread has the turn.
  [[nodiscard]] bool holds_idle_buffer() const noexcept;
  /// Gives the buffer back to the budget if nothing is unread. The next receive only waits.
  void give_buffer_back() noexcept;
  /// Notes that a receive that only waited has completed. The next receive has a buffer again.
  void take_buffer_again() noexcept { without_buffer_ = false; }
  void release() noexcept { inbox_.release(); }

  // The bytes. Call these in a turn, or as the holder of the turn.

  [[nodiscard]] bool is_empty() const noexcept { return inbox_.empty(); }
  [[nodiscard]] const_buffer unread() const noexcept { return inbox_.unread(); }
  /// The number of messages that may be taken. 0 if the bytes are too many and
  /// session_options::on_rate_exceeded drops what is too much.
  [[nodiscard]] std::size_t messages_left() const noexcept {
    const bool limited = rate_ && host_.current().has_rate();
    return limited ? messages_left_of_rate() : (std::numeric_limits<std::size_t>::max)();
  }
  /// Notes that `bytes` were received. False if that is more than bytes_per_second_max. Throws
  /// std::bad_alloc, and then the bytes are noted, but not their rate.
  [[nodiscard]] bool add(std::size_t bytes);
  void take(std::size_t bytes) noexcept { inbox_.take(bytes); }
  void drop_all() noexcept { inbox_.drop_all(); }
  void count_messages(std::size_t messages) noexcept;
  [[nodiscard]] const traffic* counted() const noexcept { return counted_.get(); }
  /// Notes that the next frame has `size` bytes in all, or 0 if that is not known. False if it is
  /// larger than a frame may be.
  [[nodiscard]] bool expect(std::size_t size) noexcept;
  [[nodiscard]] bool holds_too_much() const noexcept { return unread().size() > unread_max(); }

  /// Whether there are bytes that the session has not looked at yet.
  [[nodiscard]] bool has_unseen() const noexcept { return unseen_; }
  void note_seen() noexcept { unseen_ = false; }
  /// Notes that whole messages may be left.
  void note_unseen() noexcept { unseen_ = !inbox_.empty(); }

  [[nodiscard]] bool expects_proxy() const noexcept;
  /// Looks at the bytes at hand, and takes a header that is complete.
  [[nodiscard]] frame<proxy_header> take_proxy_header() noexcept;

  // The delay, which is what rate_policy::delay does with a peer that sends too much. The session
  // receives nothing meanwhile.

  /// Whether the rate allows no more bytes now.
  [[nodiscard]] bool has_used_rate_up() const noexcept { return rate_ && rate_->bytes_left() == 0; }
  void delay() noexcept { delayed_ = true; }
  void end_delay() noexcept { delayed_ = false; }
  [[nodiscard]] bool is_delayed() const noexcept { return delayed_; }
  /// Whether the rate allows more again. For a session whose turn is not taken.
  [[nodiscard]] bool delay_is_over() noexcept;
  /// Notes that the times of the peer begin anew at the end of the turn that runs.
  void note_restart() noexcept { restarts_ = true; }
  [[nodiscard]] bool take_restart() noexcept { return std::exchange(restarts_, false); }

  /// The time of a message runs from its first byte. `begins_anew`: a message was taken, and what
  /// is left is part of the next.
  void time_message(bool begins_anew) noexcept;
  /// Makes the time of the message on its way begin anew, because the session did not wait for the
  /// rest of it.
  void restart_message() noexcept;
  /// The time at which the first byte of the message on its way has come; none if none is on its
  /// way. These two are for a session whose turn is not taken.
  [[nodiscard]] std::optional<proactor::time_point> message_since() const noexcept;
  [[nodiscard]] bool message_is_late(proactor::time_point now) const noexcept;

  /// Asserts what holds whenever a turn begins or ends. Always returns true.
  [[nodiscard]] bool invariants() const noexcept;
  /// Asserts what also holds while the session is open or not open yet. Always returns true.
  [[nodiscard]] bool open_invariants() const noexcept;

 private:
  /// The most bytes that a framing may add to one message.
  static constexpr std::size_t frame_overhead_max = 65'536;

  enum class state : std::uint8_t {
    idle,
    pending,  // or its error is being handled
    arrived,  // it has completed, and no turn has handled it yet
  };
  [[nodiscard]] bool is_within_rate(std::size_t bytes);
  [[nodiscard]] mutable_buffer within_rate(mutable_buffer room) const noexcept;
  [[nodiscard]] std::size_t messages_left_of_rate() const noexcept;
  [[nodiscard]] std::size_t usual_size() const noexcept;
  [[nodiscard]] std::size_t unread_max() const noexcept;

  session_host& host_;
  inbox inbox_;
  std::unique_ptr<rate_limit> rate_;        // null as long as there was no limit
  const std::unique_ptr<traffic> counted_;  // null if there is no observer
  std::uint32_t next_size_ = 0;             // of the frame on its way, if that is known
  bool unseen_ = false;                     // there are bytes that the session has not looked at
  bool without_buffer_ = false;             // the next receive only waits
  bool delayed_ = false;                    // the rate allows no more for a while
  bool restarts_ = false;                   // a pause has ended in this turn
  state state_ = state::idle;
  bool peer_finished_ = false;
  bool had_message_ = false;
  overdue cancelled_for_ = overdue::nothing;
  bool message_is_on_its_way_ = false;  // a part of a message has come
  proactor::time_point message_since_;
};

// These are called for every receive, and are inlined for that.

inline void receiver::begin() noexcept {
  assert(state_ == state::idle && !peer_finished_);  // invariant: one-receive
  assert(without_buffer_ || !room().empty());
  state_ = state::pending;
}

inline void receiver::begin_without_receive() noexcept {
  assert(state_ == state::idle && !peer_finished_);  // invariant: one-receive
  state_ = state::pending;
}

inline void receiver::arrive(bool succeeded) noexcept {
  assert(state_ == state::pending);  // invariant: one-receive
  if (succeeded) cancelled_for_ = overdue::nothing;
  state_ = state::arrived;
}

inline bool receiver::take_arrival() noexcept {
  if (state_ != state::arrived) return false;
  state_ = state::idle;
  return true;
}

inline bool receiver::is_in_handshake() const noexcept {
  const std::chrono::milliseconds limit = host_.current().handshake_timeout;
  return !had_message_ && limit.count() != 0;
}

inline mutable_buffer receiver::room() const noexcept {
  if (without_buffer_) return {};
  const mutable_buffer room = inbox_.room();
  return host_.limits().on_rate_exceeded == rate_policy::delay ? within_rate(room) : room;
}

inline bool receiver::needs_room() const noexcept {
  return !without_buffer_ && !inbox_.has_room(usual_size(), next_size_);
}

inline void receiver::rewind() noexcept {
  if (!is_pending()) inbox_.rewind();
}

inline bool receiver::add(std::size_t bytes) {
  inbox_.add(bytes);
  unseen_ = true;
  if (counted_) counted_->bytes += bytes;
  host_.count_received(bytes);
  if (host_.current().has_rate()) return is_within_rate(bytes);
  rate_.reset();  // a rate that is switched on again begins anew
  return true;
}

inline void receiver::count_messages(std::size_t messages) noexcept {
  if (rate_) rate_->add_messages(messages);
  if (counted_) counted_->messages += messages;
  host_.count_messages(messages);
}

// The number comes from the peer, so it may be any number.
inline bool receiver::expect(std::size_t size) noexcept {
  const bool fits = size <= unread_max();
  next_size_ = fits ? static_cast<std::uint32_t>(size) : 0;
  return fits;
}

inline bool receiver::expects_proxy() const noexcept { return host_.limits().require_proxy_header; }

inline void receiver::time_message(bool begins_anew) noexcept {
  const bool on_its_way = !inbox_.empty();
  if (on_its_way && (begins_anew || !message_is_on_its_way_)) message_since_ = host_.next_round();
  message_is_on_its_way_ = on_its_way;
}

inline std::size_t receiver::usual_size() const noexcept {
  return host_.limits().receive_buffer_size;
}

inline std::size_t receiver::unread_max() const noexcept {
  return host_.limits().message_size_max + frame_overhead_max;
}

}  // namespace naru::detail
