// How a session ends.
#include <chrono>
#include <utility>

#include "session_core.hpp"
#include "session_host.hpp"

namespace naru::detail {

void session_core::close(close_reason reason) noexcept {
  std::unique_lock lock(lock_);
  if (phase_ == phase::handshake) {
    lock.unlock();
    return end(reason, close_mode::reset);
  }
  if (phase_ == phase::open) close_after_flush(lock, reason);
}

void session_core::close_after_flush(unique_lock& lock, close_reason reason) noexcept {
  enter(phase::flushing);
  reason_ = reason;
  restamp_ = true;
  if (has_sent_all()) {
    flushed(lock);
  } else {
    lock.unlock();
  }
  user_.on_ending();
}

// A system that closes a connection with unread bytes resets it, and what was sent last may be
// lost. So the peer is told that this is the end, and what it still sends is dropped until it ends
// too.
void session_core::flushed(unique_lock& lock) noexcept {
  if (peer_finished_) {
    enter(phase::closing);
    lock.unlock();
    return stream_.close();
  }
  enter(phase::draining);
  lock.unlock();
  if (stream_.shutdown_send()) end(close_reason::peer_reset, close_mode::reset);
}

void session_core::end(close_reason reason, close_mode mode,
                       const std::error_code& error) noexcept {
  {
    const lock_guard lock(lock_);
    if (phase_ >= phase::closing) return;
    if (phase_ <= phase::open) {
      reason_ = reason;
      error_ = error;
    }
    enter(phase::closing);
  }
  stream_.close(mode);
  user_.on_ending();
}

// Where a completion was the last that an end has waited for.
void session_core::finish_if_due() {
  {
    const lock_guard lock(lock_);
    if (phase_ != phase::closing || !enter_turn()) return;
  }
  run_turn();
}

void session_core::check_times(proactor::time_point now) noexcept {
  std::unique_lock lock(lock_);
  // Who holds the turn is working for the peer, not waiting for it.
  if (held_ && phase_ == phase::open) restamp_ = true;
  if (std::exchange(restamp_, false)) since_ = now;
  const overdue what = find_overdue(now);
  if (what == overdue::buffer) release_buffer_ = true;
  lock.unlock();
  switch (what) {
    case overdue::nothing:
      return;
    case overdue::write:
      return end(close_reason::write_timeout, close_mode::reset);
    case overdue::handshake:
      return end(close_reason::handshake_timeout, close_mode::graceful);
    case overdue::traffic:
      return end(close_reason::idle_timeout, close_mode::graceful);
    case overdue::close:
      return end(close_reason::closed_by_program, close_mode::reset);
    case overdue::buffer:
      return stream_.cancel(received_);
  }
}

session_core::overdue session_core::find_overdue(proactor::time_point now) noexcept {
  const session_options& limits = host_->limits();
  // In milliseconds, as the longest limits cannot be told in anything less.
  const auto over = [now](std::chrono::milliseconds limit, proactor::time_point begin) {
    return limit.count() != 0 &&
           std::chrono::duration_cast<std::chrono::milliseconds>(now - begin) >= limit;
  };
  if (phase_ >= phase::closing) return overdue::nothing;
  if (outbox_ != nullptr && outbox_->pending == outbox::work::write) {
    if (!std::exchange(outbox_->stamped, true)) outbox_->since = now;
    if (over(limits.write_timeout, outbox_->since)) return overdue::write;
  }
  if (phase_ >= phase::flushing) {
    return over(limits.close_timeout, since_) ? overdue::close : overdue::nothing;
  }
  const bool shakes_hands = !greeted_ && limits.handshake_timeout.count() != 0;
  if (shakes_hands && over(limits.handshake_timeout, since_)) return overdue::handshake;
  if (!shakes_hands && over(limits.idle_timeout, since_)) return overdue::traffic;
  if (!over(limits.buffer_release_after, since_)) return overdue::nothing;
  if (has_sent_all() && outbox_ != nullptr && !outbox_->has_pending()) drop_outbox();
  const bool holds_buffer = receiving_ && !in_turn_ && !without_buffer_ && inbox_.empty();
  return holds_buffer ? overdue::buffer : overdue::nothing;
}

}  // namespace naru::detail
