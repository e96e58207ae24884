// The time limits of a session. A round of the host looks at them.
#include <algorithm>
#include <cassert>
#include <chrono>
#include <utility>

#include "session/overdue.hpp"
#include "session/saturating_time.hpp"
#include "session/session_core.hpp"
#include "session/session_host.hpp"

namespace naru::detail {
namespace {

// The end of a limit that counts since `begin`. A limit of zero never ends.
proactor::time_point end_of(std::chrono::milliseconds limit, proactor::time_point begin) noexcept {
  if (limit.count() == 0) return (proactor::time_point::max)();
  return saturating_add(begin, saturating_duration(limit));
}

}  // namespace

// Before a limit ends a session, the round cancels the receive that waits for the peer. Only the
// result of that receive tells whether the system, or another thread, holds bytes for the session.
// The lock is held until the cancel is made, because the next receive or write needs the lock to
// begin. So the cancel meets the right operation. If that operation is about to start, the cancel
// meets none, and the next round cancels again.
void session_core::check_times(proactor::time_point now) noexcept {
  session_lock lock = locked();
  if (life_.now() >= phase::closing) return;
  if (end_delay_if_over()) {
    look_again_at(next_deadline(now));
    lock.unlock();
    return user_.ask_for_turn();
  }
  const overdue what = find_overdue(now);
  look_again_at(what == overdue::nothing ? next_deadline(now) : now);
  if (what == overdue::nothing) return;
  operation* const cancelled = operation_to_cancel(what);
  if (cancelled == nullptr) return end_overdue(std::move(lock), what);
  transport_.cancel(*cancelled);
}

void session_core::look_again_at(proactor::time_point deadline) noexcept {
  deadline_ = deadline;
  host_->look_at(limits_, deadline);
}

// A session that has not started has no deadline yet, and plans it with the new values.
void session_core::look_at_limits_anew() noexcept {
  const session_lock lock = locked();
  if (life_.now() >= phase::closing || deadline_ == proactor::time_point()) return;
  look_again_at(next_deadline(host_->next_round()));
}

// A limit that has begun to count may pass before the round that was to look at the session. A
// limit that ends later leaves the session where it is: that round moves it.
void session_core::move_deadline() noexcept {
  const proactor::time_point now = host_->next_round();
  if (is_delayed()) return look_again_at(now);
  if (deadline_ - now <= host_->shortest_limit()) return;
  const proactor::time_point deadline = next_deadline(now);
  if (deadline < deadline_) look_again_at(deadline);
}

// Returns the time at which the first of the limits that count now will have passed.
proactor::time_point session_core::next_deadline(proactor::time_point now) const noexcept {
  const changing_limits& limits = host_->current();
  proactor::time_point next = (proactor::time_point::max)();
  if (sender_.is_writing()) next = end_of(limits.write_timeout, sender_.writing_since());
  if (life_.now() >= phase::flushing) {
    return std::min(next, end_of(limits.close_timeout, life_.since()));
  }
  // The end of the turn moves the deadline. While the turn lasts, no limit of the peer counts.
  if (turn_.is_taken()) {
    const bool lasts = turn_.has_lasted(host_->round()) || turn_.is_held();
    return std::min(next, lasts ? now + host_->shortest_limit() : now);
  }
  return std::min(next, next_deadline_of_peer(now));
}

proactor::time_point session_core::next_deadline_of_peer(proactor::time_point now) const noexcept {
  const changing_limits& limits = host_->current();
  if (is_delayed()) return now;
  proactor::time_point next = (proactor::time_point::max)();
  if (!is_paused()) {
    next = receiver_.is_in_handshake() ? end_of(limits.handshake_timeout, life_.since())
                                       : end_of(limits.idle_timeout, life_.since());
    if (const auto since = receiver_.message_since()) {
      next = std::min(next, end_of(limits.message_timeout, *since));
    }
  }
  // If memory could not be given back in its time, it is tried again after the same time.
  const auto release_since = [&](proactor::time_point used) {
    const proactor::time_point release = end_of(limits.buffer_release_after, used);
    return release > now ? release : end_of(limits.buffer_release_after, now);
  };
  if (receiver_.holds_idle_buffer()) next = std::min(next, release_since(life_.since()));
  if (sender_.has_outbox()) {
    next = std::min(next, release_since(std::max(life_.since(), sender_.wrote_at())));
  }
  return next;
}

// Returns null if no operation is left to ask, and then the limit ends the session.
operation* session_core::operation_to_cancel(overdue what) noexcept {
  // If a peer goes on sending, each receive brings bytes. So one look is enough to close.
  const bool looked = what == overdue::close && receiver_.cancelled_for() != overdue::close &&
                      life_.note_close_overdue();
  if (what == overdue::write || (sender_.is_writing() && !receiver_.is_pending())) {
    return &sender_.expire_write();
  }
  if (!receiver_.is_pending() || looked) return nullptr;
  receiver_.cancel_for(what);
  return &received_;
}

// While a function of the session runs, or its turn is held, the session works for its peer and
// does not wait for it. So the end of a turn restarts the times: see turn::has_lasted.
overdue session_core::find_overdue(proactor::time_point now) noexcept {
  const changing_limits& limits = host_->current();
  if (life_.now() >= phase::closing) return overdue::nothing;
  if (sender_.write_is_late(now)) return overdue::write;
  if (life_.now() >= phase::flushing) {
    return life_.has_waited(limits.close_timeout, now) ? overdue::close : overdue::nothing;
  }
  const overdue what = find_overdue_peer(now);
  if (what != overdue::nothing) return what;
  if (!life_.has_waited(limits.buffer_release_after, now)) return overdue::nothing;
  if (has_passed(limits.buffer_release_after, sender_.wrote_at(), now)) sender_.drop_idle_outbox();
  const bool idle = !turn_.is_taken() && receiver_.holds_idle_buffer();
  return idle ? overdue::buffer : overdue::nothing;
}

// A peer can be late only while the session waits for it.
overdue session_core::find_overdue_peer(proactor::time_point now) const noexcept {
  if (!receiver_.is_pending() || turn_.is_taken() || is_paused()) return overdue::nothing;
  const changing_limits& limits = host_->current();
  const bool shakes_hands = receiver_.is_in_handshake();
  if (shakes_hands && life_.has_waited(limits.handshake_timeout, now)) return overdue::handshake;
  if (receiver_.message_is_late(now)) return overdue::message;
  if (!shakes_hands && life_.has_waited(limits.idle_timeout, now)) return overdue::traffic;
  return overdue::nothing;
}

void session_core::end_overdue(session_lock lock, overdue what) noexcept {
  assert(lock.owns_lock());
  switch (what) {
    case overdue::handshake:
      return end(std::move(lock), close_reason::handshake_timeout, close_mode::graceful);
    case overdue::message:
      return end(std::move(lock), close_reason::message_timeout, close_mode::graceful);
    case overdue::traffic:
      return end(std::move(lock), close_reason::idle_timeout, close_mode::graceful);
    case overdue::write:
      return end(std::move(lock), close_reason::write_timeout, close_mode::reset);
    case overdue::close:
      return end(std::move(lock), close_reason::closed_by_program, close_mode::reset);
    case overdue::nothing:
    case overdue::buffer:
      return;
  }
}

}  // namespace naru::detail
