// sender: what a session sends: its outbox, the front through which most frames get there without a
// call, and what the session has to hear of a queue that is full.
//
// Every function needs the session's lock, unless it says otherwise.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/segment.hpp>
#include <naru/detail/session_front.hpp>
#include <naru/operation.hpp>
#include <naru/proactor.hpp>
#include <naru/session/close_reason.hpp>
#include <naru/session/send_outcome.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>
#include <span>
#include <utility>

#include "session/outbox.hpp"
#include "session/session_host.hpp"

namespace naru::detail {

class session_core;

class sender {
 public:
  sender(session_host& host, session_core& session) noexcept;

  [[nodiscard]] session_front& front() noexcept { return front_; }
  [[nodiscard]] const session_front& front() const noexcept { return front_; }

  // The queue.

  /// What becomes of a message of `size` bytes while the session is open.
  [[nodiscard]] send_outcome admit(std::size_t size) noexcept;
  /// Room for a message that was admitted; or which memory is missing. Then nothing has changed.
  [[nodiscard]] std::optional<close_reason> append(std::size_t size, mutable_buffer& room) noexcept;
  /// The same for `bytes`, which lie in what `holder` holds.
  [[nodiscard]] std::optional<close_reason> append(const segment_pointer& holder,
                                                   const_buffer bytes) noexcept;
  [[nodiscard]] std::size_t queued_bytes() noexcept;
  [[nodiscard]] bool has_sent_all() noexcept;

  /// Counts what came through the front, and closes that until it is widened again.
  void count_front() noexcept;
  /// Lets as much come through the front as the queue takes. Only if a write is scheduled, or a
  /// turn is about to write.
  void widen_front() noexcept;

  // The write.

  /// A write is pending, or a turn of the loop that begins one.
  [[nodiscard]] bool write_is_scheduled() const noexcept {
    return outbox_ != nullptr && outbox_->pending != outbox::work::none;
  }
  [[nodiscard]] bool is_writing() const noexcept {
    return outbox_ != nullptr && outbox_->pending == outbox::work::write;
  }
  /// Whether the session has to wait for anything of its outbox.
  [[nodiscard]] bool has_pending() const noexcept {
    return outbox_ != nullptr && outbox_->has_pending();
  }
  /// Whether there are messages, and no write is scheduled for them.
  [[nodiscard]] bool has_unscheduled() noexcept;
  /// What begins a write in a later turn of the loop; it is to be posted.
  [[nodiscard]] operation& schedule_write() noexcept;
  /// It has come.
  void begin_scheduled() noexcept;
  /// What a write that begins now sends.
  [[nodiscard]] std::span<const const_buffer> begin_write() noexcept;
  [[nodiscard]] operation& write_operation() noexcept { return outbox_->written_op(); }
  /// It has completed; what it sent is forgotten if it succeeded.
  void end_write(bool succeeded) noexcept;
  /// Forgets all messages.
  void clear() noexcept;

  /// A round looks at the write that is pending, if one is; true if it takes too long.
  [[nodiscard]] bool stamp_write(proactor::time_point now) noexcept;
  /// Because of that it is cancelled.
  [[nodiscard]] operation& expire_write() noexcept;
  /// Whether that was done to the write that has just ended.
  [[nodiscard]] bool write_has_expired() const noexcept { return outbox_->expired; }

  /// Gives the outbox back, if nothing waits in it and nothing is pending.
  void drop_idle_outbox() noexcept;
  /// Gives it back with all that waits in it. Nothing may be pending.
  void drop_outbox() noexcept;

  // What the session has to hear, if its policy is overflow_policy::call_back.

  /// A message was refused; true if the session is to hear of it.
  [[nodiscard]] bool note_full() noexcept;
  /// A write has ended. Half of a queue that was full may be empty now.
  void note_drained() noexcept;
  [[nodiscard]] bool has_news() const noexcept { return untold_ != 0; }
  /// What brings a turn for that; null if it is on its way already.
  [[nodiscard]] operation* bring_news() noexcept;
  void news_brought() noexcept;
  /// The session hears it now: true if the queue is full, false if it has drained.
  [[nodiscard]] bool take_news() noexcept;

  /// Asserts what holds whenever nobody has the lock; true.
  [[nodiscard]] bool invariants() const noexcept;

 private:
  template <class Append>
  [[nodiscard]] std::optional<close_reason> append_by(Append append) noexcept;
  void change_news() noexcept;

  session_host& host_;
  session_core& session_;
  session_front front_;
  outbox* outbox_ = nullptr;  // once something was sent, until the session is idle
  bool overflowed_ = false;   // a message was refused, and the queue is not half empty yet
  bool told_full_ = false;    // the last of the calls was on_send_queue_full
  std::uint8_t untold_ = 0;   // how many calls are due, in turns: full, drained, full …
};

// These are called for every message, or nearly so, and are inlined for that.

inline send_outcome sender::admit(std::size_t size) noexcept {
  count_front();
  const std::size_t max = host_.limits().send_queue_max;
  if (size > max) return send_outcome::too_large;
  const std::size_t queued = outbox_ != nullptr ? outbox_->queued_bytes() : 0;
  if (size <= max - queued) return send_outcome::queued;
  const bool drops = host_.limits().on_overflow == overflow_policy::drop_newest;
  return drops ? send_outcome::dropped : send_outcome::refused;
}

// An outbox for which no memory was left is dropped, because it would wait for ever to be written.
template <class Append>
inline std::optional<close_reason> sender::append_by(Append append) noexcept {
  auto missing = close_reason::out_of_memory;
  try {
    if (outbox_ == nullptr) outbox_ = &host_.take_outbox(session_);
    if (append(*outbox_)) return std::nullopt;
    missing = close_reason::memory_limit;
  } catch (const std::bad_alloc&) {
    // Nothing has changed.
  }
  drop_idle_outbox();
  return missing;
}

inline std::optional<close_reason> sender::append(std::size_t size, mutable_buffer& room) noexcept {
  return append_by([&](outbox& queue) {
    const std::optional<mutable_buffer> found = queue.append(size, host_.memory());
    if (found) room = *found;
    return found.has_value();
  });
}

inline std::optional<close_reason> sender::append(const segment_pointer& holder,
                                                  const_buffer bytes) noexcept {
  return append_by([&](outbox& queue) { return queue.append(holder, bytes, host_.memory()); });
}

inline void sender::count_front() noexcept {
  if (front_.messages != 0) outbox_->extend(front_.room, std::exchange(front_.messages, 0));
  front_.room = nullptr;
  front_.room_size = 0;
}

inline void sender::widen_front() noexcept {
  assert(front_.open && front_.room == nullptr && front_.messages == 0);
  const mutable_buffer behind = outbox_->behind();
  assert(outbox_->queued_bytes() <= host_.limits().send_queue_max);  // invariant: queue-limit
  const std::size_t left = host_.limits().send_queue_max - outbox_->queued_bytes();
  front_.room = behind.data();
  front_.room_size = std::min(behind.size(), left);
}

inline bool sender::has_unscheduled() noexcept {
  if (outbox_ == nullptr || write_is_scheduled()) return false;
  count_front();
  return !outbox_->empty();
}

inline bool sender::has_sent_all() noexcept {
  if (outbox_ == nullptr) return true;
  count_front();
  return outbox_->empty() && !write_is_scheduled();
}

}  // namespace naru::detail
