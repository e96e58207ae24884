// receiver: what a session receives: the receive itself, the bytes at hand, how fast they come, the
// header of a proxy before them, and how long a message is under way.
//
// The bytes and their counts belong to the thread that has the turn, or to who holds it. What is
// said of the receive needs the session's lock.
#pragma once

#include <naru/buffer.hpp>
#include <naru/proactor.hpp>
#include <naru/session/framing.hpp>
#include <naru/session/session_base.hpp>

#include <atomic>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <system_error>

#include "session/inbox.hpp"
#include "session/overdue.hpp"
#include "session/proxy_header.hpp"
#include "session/rate_limit.hpp"
#include "session/session_host.hpp"

namespace naru::detail {

class receiver {
 public:
  /// Throws std::bad_alloc.
  explicit receiver(session_host& host);

  // The receive. Each of these needs the lock.

  [[nodiscard]] bool is_pending() const noexcept { return state_ == state::pending; }
  [[nodiscard]] bool has_arrived() const noexcept { return state_ == state::arrived; }
  /// Whether another receive may begin.
  [[nodiscard]] bool is_idle() const noexcept { return state_ == state::idle && !peer_finished_; }
  /// A receive begins, into room().
  void begin() noexcept;
  /// It has completed, and the next turn looks at that.
  void arrive(bool succeeded) noexcept;
  /// It has completed, and was looked at without a turn.
  void settle() noexcept;
  /// Whether a receive has completed that nobody has looked at. Somebody does now.
  [[nodiscard]] bool take_arrival() noexcept;

  void note_peer_finished() noexcept { peer_finished_ = true; }
  [[nodiscard]] bool peer_has_finished() const noexcept { return peer_finished_; }

  /// A round cancels the receive because of `what`.
  void cancel_for(overdue what) noexcept;
  [[nodiscard]] overdue cancelled_for() const noexcept { return cancelled_for_; }
  /// Why a round has cancelled the receive that ended with `error`; nothing if none has. It learns
  /// by the cancel that the system holds nothing for this session.
  [[nodiscard]] overdue take_cause(const std::error_code& error) noexcept;

  /// The first whole message ends the handshake.
  void note_first_message() noexcept { had_message_ = true; }
  [[nodiscard]] bool had_message() const noexcept { return had_message_; }
  /// Whether the limit of the handshake is in force.
  [[nodiscard]] bool is_in_handshake() const noexcept;

  // Memory. In a turn.

  /// Where the next receive puts its bytes; nothing if it only waits.
  [[nodiscard]] mutable_buffer room() const noexcept;
  [[nodiscard]] bool only_waits() const noexcept { return without_buffer_; }
  [[nodiscard]] bool needs_room() const noexcept;
  /// False when the budget has no room. Throws std::bad_alloc.
  [[nodiscard]] bool make_room();
  /// To the front of the buffer, if nothing is unread and no receive is pending.
  void rewind() noexcept;
  /// Whether a buffer waits for a peer that says nothing. With the lock, and while nobody has the
  /// turn.
  [[nodiscard]] bool holds_idle_buffer() const noexcept;
  /// Gives the buffer back if nothing is unread: the next receive only waits.
  void give_buffer_back() noexcept;
  /// Something has come after such a wait.
  void take_buffer_again() noexcept { without_buffer_ = false; }
  void release() noexcept { inbox_.release(); }

  // Bytes. In a turn, or by who holds it.

  [[nodiscard]] bool is_empty() const noexcept { return inbox_.empty(); }
  [[nodiscard]] const_buffer unread() const noexcept { return inbox_.unread(); }
  [[nodiscard]] std::size_t messages_left() const noexcept { return rate_.messages_left(); }
  /// So many bytes have come; false if they are too many within a second.
  [[nodiscard]] bool add(std::size_t bytes) noexcept;
  void take(std::size_t bytes) noexcept { inbox_.take(bytes); }
  void drop_all() noexcept { inbox_.drop_all(); }
  void count_messages(std::size_t messages) noexcept;
  /// The next message takes `size` bytes in all, 0 if nobody knows; false if that is too much.
  [[nodiscard]] bool expect(std::size_t size) noexcept;
  [[nodiscard]] bool holds_too_much() const noexcept { return unread().size() > unread_max(); }

  /// Whether there are bytes that nobody has looked at.
  [[nodiscard]] bool has_unseen() const noexcept { return unseen_; }
  void note_seen() noexcept { unseen_ = false; }

  [[nodiscard]] bool expects_proxy() const noexcept;
  /// Looks at the bytes at hand, and takes a header that is complete.
  [[nodiscard]] frame<proxy_header> take_proxy_header() noexcept;

  /// The time of a message runs from its first byte. `begins_anew`: a message was taken, and what
  /// is left is part of the next.
  void time_message(bool begins_anew) noexcept;
  // With the lock held:
  void stamp_message(proactor::time_point now, bool works) noexcept;
  [[nodiscard]] bool message_is_late(proactor::time_point now) const noexcept;

  /// Asserts what holds whenever a turn begins or ends; true.
  [[nodiscard]] bool invariants() const noexcept;
  /// Beside that, while the session is open or not open yet.
  [[nodiscard]] bool open_invariants() const noexcept;

 private:
  /// What may surround a message, at most.
  static constexpr std::size_t frame_overhead_max = 65'536;

  enum class state : std::uint8_t {
    idle,
    pending,  // or its error is being handled
    arrived,  // it has completed, and nobody has looked
  };
  /// Of the message that has come in part. The thread that has the turn sets it, but a round may
  /// turn begun into timed.
  enum class arrival : std::uint8_t {
    none,
    begun,  // message_since_ is not set yet
    timed,
  };

  [[nodiscard]] std::size_t usual_size() const noexcept;
  [[nodiscard]] std::size_t unread_max() const noexcept;

  session_host& host_;
  inbox inbox_;
  rate_limit rate_;
  std::size_t next_size_ = 0;    // of the frame on its way, if that is known
  bool unseen_ = false;          // there are bytes that nobody has looked at
  bool without_buffer_ = false;  // the next receive only waits
  state state_ = state::idle;
  bool peer_finished_ = false;
  bool had_message_ = false;
  overdue cancelled_for_ = overdue::nothing;
  std::atomic<arrival> message_ = arrival::none;
  proactor::time_point message_since_;
};

// These are called for every receive, and are inlined for that.

inline void receiver::begin() noexcept {
  assert(state_ == state::idle && !peer_finished_);  // invariant: one-receive
  assert(without_buffer_ || !room().empty());
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
  return !had_message_ && host_.limits().handshake_timeout.count() != 0;
}

inline mutable_buffer receiver::room() const noexcept {
  return without_buffer_ ? mutable_buffer() : inbox_.room();
}

inline bool receiver::needs_room() const noexcept {
  return !without_buffer_ && !inbox_.has_room(usual_size(), next_size_);
}

inline void receiver::rewind() noexcept {
  if (!is_pending()) inbox_.rewind();
}

inline bool receiver::add(std::size_t bytes) noexcept {
  inbox_.add(bytes);
  unseen_ = true;
  host_.count_received(bytes);
  if (!rate_.is_on()) return true;
  const proactor::time_point now = host_.owner().now();
  return rate_.add(bytes, now, host_.late_at(now));
}

inline void receiver::count_messages(std::size_t messages) noexcept {
  rate_.add_messages(messages);
  host_.count_messages(messages);
}

// A framing may announce whatever its peer says.
inline bool receiver::expect(std::size_t size) noexcept {
  const bool fits = size <= unread_max();
  next_size_ = fits ? size : 0;
  return fits;
}

inline bool receiver::expects_proxy() const noexcept { return host_.limits().require_proxy_header; }

inline void receiver::time_message(bool begins_anew) noexcept {
  const arrival before = message_.load(std::memory_order_relaxed);
  if (inbox_.empty()) {
    if (before != arrival::none) message_.store(arrival::none, std::memory_order_relaxed);
  } else if (begins_anew || before == arrival::none) {
    message_.store(arrival::begun, std::memory_order_relaxed);
  }
}

inline std::size_t receiver::usual_size() const noexcept {
  return host_.limits().receive_buffer_size;
}

inline std::size_t receiver::unread_max() const noexcept {
  return host_.limits().message_size_max + frame_overhead_max;
}

}  // namespace naru::detail
