// How a session ends.
#include <chrono>
#include <utility>

#include "session/session_core.hpp"
#include "session/session_host.hpp"

namespace naru::detail {

void session_core::close(close_reason reason) noexcept {
  std::unique_lock lock(lock_);
  if (phase_ == phase::handshake) return end(lock, reason, close_mode::reset);
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
    return transport_.close(close_mode::graceful);
  }
  enter(phase::draining);
  lock.unlock();
  if (transport_.shutdown_send()) end(close_reason::peer_reset, close_mode::reset);
}

void session_core::end(close_reason reason, close_mode mode,
                       const std::error_code& error) noexcept {
  std::unique_lock lock(lock_);
  end(lock, reason, mode, error);
}

void session_core::end(unique_lock& lock, close_reason reason, close_mode mode,
                       const std::error_code& error) noexcept {
  const bool ends = enter_closing(reason, error);
  lock.unlock();
  if (ends) close_transport(mode);
}

// From here on nothing is queued, written or received. False if it ends already. With the lock
// held.
bool session_core::enter_closing(close_reason reason, const std::error_code& error) noexcept {
  if (phase_ >= phase::closing) return false;
  if (phase_ <= phase::open) {
    reason_ = reason;
    error_ = error;
  }
  enter(phase::closing);
  return true;
}

void session_core::close_transport(close_mode mode) noexcept {
  transport_.close(mode);
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

// Before a limit ends a session, the receive that waits for the peer is cancelled: only what comes
// of it tells whether the system, or another thread, holds something for the session. The lock is
// held until it is cancelled: the next receive or write needs the lock to begin, so the cancel
// meets the one that it is for, or none if that is about to start. Then the next round cancels
// again.
void session_core::check_times(proactor::time_point now) noexcept {
  std::unique_lock lock(lock_);
  stamp(now);
  const overdue what = find_overdue(now);
  if (what == overdue::nothing) return;
  // Where a peer goes on sending, each receive brings something: to look once is enough.
  const bool looked = what == overdue::close && cancelled_for_ != overdue::close &&
                      std::exchange(close_is_overdue_, true);
  const bool writes = outbox_ != nullptr && outbox_->pending == outbox::work::write;
  operation* cancelled = nullptr;
  if (what == overdue::write || (writes && !receiving_)) {
    outbox_->expired = true;
    cancelled = &outbox_->written_op();
  } else if (receiving_ && !looked) {
    cancelled_for_ = what;
    cancelled = &received_;
  }
  if (cancelled == nullptr) return end_overdue(lock, what);
  transport_.cancel(*cancelled);
}

// While a function of the session runs, or somebody holds its turn, it works for its peer, and does
// not wait for it. A turn that two rounds have seen has lasted from one to the other.
void session_core::stamp(proactor::time_point now) noexcept {
  const bool works = in_turn_ && (std::exchange(turn_is_seen_, true) || held_);
  if (works && phase_ <= phase::open) restamp_ = true;
  if (std::exchange(restamp_, false)) since_ = now;
  arrival before = works ? arrival::timed : arrival::begun;
  if (message_.compare_exchange_strong(before, arrival::timed, std::memory_order_relaxed)) {
    message_since_ = now;
  }
}

void session_core::end_overdue(unique_lock& lock, overdue what) noexcept {
  switch (what) {
    case overdue::handshake:
      return end(lock, close_reason::handshake_timeout, close_mode::graceful);
    case overdue::message:
      return end(lock, close_reason::message_timeout, close_mode::graceful);
    case overdue::traffic:
      return end(lock, close_reason::idle_timeout, close_mode::graceful);
    case overdue::write:
      return end(lock, close_reason::write_timeout, close_mode::reset);
    case overdue::close:
      return end(lock, close_reason::closed_by_program, close_mode::reset);
    case overdue::nothing:
    case overdue::buffer:
      return lock.unlock();
  }
}

namespace {

// In milliseconds, as the longest limits cannot be told in anything less. Zero: no limit.
bool has_passed(std::chrono::milliseconds limit, proactor::time_point begin,
                proactor::time_point now) noexcept {
  return limit.count() != 0 &&
         std::chrono::duration_cast<std::chrono::milliseconds>(now - begin) >= limit;
}

}  // namespace

session_core::overdue session_core::find_overdue(proactor::time_point now) noexcept {
  const session_options& limits = host_->limits();
  if (phase_ >= phase::closing) return overdue::nothing;
  if (outbox_ != nullptr && outbox_->pending == outbox::work::write) {
    if (!std::exchange(outbox_->stamped, true)) outbox_->since = now;
    if (has_passed(limits.write_timeout, outbox_->since, now)) return overdue::write;
  }
  if (phase_ >= phase::flushing) {
    return has_passed(limits.close_timeout, since_, now) ? overdue::close : overdue::nothing;
  }
  const overdue what = find_overdue_peer(now);
  if (what != overdue::nothing) return what;
  if (!has_passed(limits.buffer_release_after, since_, now)) return overdue::nothing;
  if (has_sent_all() && outbox_ != nullptr && !outbox_->has_pending()) drop_outbox();
  const bool holds_buffer = receiving_ && !in_turn_ && !without_buffer_ && inbox_.empty();
  return holds_buffer ? overdue::buffer : overdue::nothing;
}

// A peer is late only while the session waits for it.
session_core::overdue session_core::find_overdue_peer(proactor::time_point now) noexcept {
  if (!receiving_ || in_turn_) return overdue::nothing;
  const session_options& limits = host_->limits();
  const bool shakes_hands = !greeted_ && limits.handshake_timeout.count() != 0;
  if (shakes_hands && has_passed(limits.handshake_timeout, since_, now)) return overdue::handshake;
  if (message_.load(std::memory_order_relaxed) == arrival::timed &&
      has_passed(limits.message_timeout, message_since_, now)) {
    return overdue::message;
  }
  if (!shakes_hands && has_passed(*limits.idle_timeout, since_, now)) return overdue::traffic;
  return overdue::nothing;
}

}  // namespace naru::detail
