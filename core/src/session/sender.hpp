// sender: the sending part of a session. It has the outbox, the front, through which most frames
// reach the outbox without a function call, and the calls that tell the session that its queue is
// full or has drained. A turn is the right to run the session's functions: see CONTRIBUTING.md.
//
// Every function needs the session's lock, unless its comment says otherwise.
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
#include "session/traffic.hpp"

namespace naru::detail {

class session_core;

class sender {
 public:
  sender(session_host& host, session_core& session);

  [[nodiscard]] session_front& front() noexcept { return front_; }
  [[nodiscard]] const session_front& front() const noexcept { return front_; }

  // The queue.

  /// The outcome for a message of `size` bytes while the session is open.
  [[nodiscard]] send_outcome admit(std::size_t size) noexcept;
  /// Queues a message that was admitted, and sets `room` to its memory. If memory is missing,
  /// returns the close reason for that, and nothing has changed.
  [[nodiscard]] std::optional<close_reason> append(std::size_t size, mutable_buffer& room) noexcept;
  /// Queues `bytes`, which lie in the segment of `holder`. It returns the same as the function
  /// above.
  [[nodiscard]] std::optional<close_reason> append(const segment_pointer& holder,
                                                   const_buffer bytes) noexcept;
  [[nodiscard]] std::size_t queued_bytes() noexcept;
  [[nodiscard]] bool has_sent_all() noexcept;

  /// Counts the frames that came through the front, and closes the front until widen_front.
  void count_front() noexcept;
  /// Opens the front for as many bytes as the queue takes. Call this only if a write is scheduled,
  /// or if a turn is about to write.
  void widen_front() noexcept;
  /// Opens the front at the beginning of a turn, if the outbox has memory at hand.
  void open_front() noexcept {
    if (outbox_ != nullptr && front_.room == nullptr) widen_front();
  }

  // The write.

  /// Whether a write is pending, or an operation that begins one in a later turn of the loop.
  [[nodiscard]] bool write_is_scheduled() const noexcept {
    return outbox_ != nullptr && outbox_->pending != outbox::work::none;
  }
  [[nodiscard]] bool is_writing() const noexcept {
    return outbox_ != nullptr && outbox_->pending == outbox::work::write;
  }
  /// Whether the session has to wait for an operation of its outbox.
  [[nodiscard]] bool has_pending() const noexcept {
    return outbox_ != nullptr && outbox_->has_pending();
  }
  /// Whether there are messages for which no write is scheduled.
  [[nodiscard]] bool has_unscheduled() noexcept;
  /// Schedules a write. The caller must post the operation of the returned outbox, which begins the
  /// write in a later turn of the loop.
  [[nodiscard]] outbox& schedule_write() noexcept;
  /// Notes that the posted operation has come.
  void begin_scheduled() noexcept;
  /// Begins a write, and returns the buffers for it.
  [[nodiscard]] std::span<const const_buffer> begin_write() noexcept;
  [[nodiscard]] operation& write_operation() noexcept { return outbox_->writing(); }
  /// Notes that the write has completed. If it succeeded, its messages are forgotten.
  void end_write(bool succeeded) noexcept;
  /// Forgets all messages.
  void clear() noexcept;
  /// The traffic that has been sent.
  [[nodiscard]] const traffic* counted() const noexcept { return counted_.get(); }

  /// The time at which the pending write began. Only if is_writing.
  [[nodiscard]] proactor::time_point writing_since() const noexcept { return outbox_->since; }
  /// The time at which the last write ended, if none is pending. A session that only sends uses its
  /// outbox, although nothing comes for it.
  [[nodiscard]] proactor::time_point wrote_at() const noexcept {
    return outbox_ != nullptr ? outbox_->since : proactor::time_point();
  }
  /// Whether a write is pending and takes too long.
  [[nodiscard]] bool write_is_late(proactor::time_point now) const noexcept;
  /// Notes that the pending write takes too long, and returns its operation, which the caller
  /// cancels.
  [[nodiscard]] operation& expire_write() noexcept;
  /// Whether the write that has just ended was cancelled because it took too long.
  [[nodiscard]] bool write_has_expired() const noexcept { return outbox_->expired; }

  [[nodiscard]] bool has_outbox() const noexcept { return outbox_ != nullptr; }
  /// Gives the outbox back, if nothing waits in it and nothing is pending.
  void drop_idle_outbox() noexcept;
  /// Gives the outbox back with all messages in it. Nothing may be pending.
  void drop_outbox() noexcept;

  // The news about a full queue, with overflow_policy::call_back.

  /// Notes that a message was refused. Returns true if the session must be told.
  [[nodiscard]] bool note_full() noexcept;
  /// Notes that a write has ended. If the queue was full, half of it may be empty now.
  void note_drained() noexcept;
  /// Whether the session is told about its queue now, or once half of the queue is empty.
  [[nodiscard]] bool tells_of_queue() const noexcept { return overflowed_ || has_news(); }
  [[nodiscard]] bool has_news() const noexcept { return untold_ != 0; }
  /// Returns the operation that brings a turn for the news; null if it is on its way already.
  [[nodiscard]] operation* bring_news() noexcept;
  void news_brought() noexcept;
  /// Takes the next news, which the caller tells the session: true for full, false for drained.
  [[nodiscard]] bool take_news() noexcept;

  /// Asserts what holds whenever the lock is free. Always returns true.
  [[nodiscard]] bool invariants() const noexcept;

 private:
  template <class Append>
  [[nodiscard]] std::optional<close_reason> append_by(Append append) noexcept;
  void change_news() noexcept;

  session_host& host_;
  session_core& session_;
  session_front front_;
  const std::unique_ptr<traffic> counted_;  // null if there is no observer
  outbox* outbox_ = nullptr;                // from the first message until the session is idle
  bool overflowed_ = false;  // a message was refused, and half of the queue is not empty yet
  bool told_full_ = false;   // the last call to the session was on_send_queue_full
  std::uint8_t untold_ = 0;  // how many calls are due; they alternate: full, drained, full …
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

// An outbox that is empty because memory is missing is dropped: no write would ever give it back.
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
