// The end of a session.
#include <cassert>
#include <cstdint>
#include <memory>
#include <utility>

#include "session/callback_timing.hpp"
#include "session/room_members.hpp"
#include "session/session_core.hpp"
#include "session/session_host.hpp"

namespace naru::detail {
namespace {

// For a session that has not been open.
session_observer::refusal refusal_for(close_reason reason) noexcept {
  using enum session_observer::refusal;
  switch (reason) {
    case close_reason::too_many_sessions:
      return sessions_per_address_max;
    case close_reason::server_stopped:
      return stopping;
    default:
      return handshake_failed;
  }
}

}  // namespace

void session_core::close(close_reason reason, kept_code code) noexcept {
  session_lock lock = locked();
  if (life_.now() > phase::open) return;
  life_.note_code(std::move(code));
  if (life_.now() == phase::handshake) return end(std::move(lock), reason, close_mode::reset);
  close_after_flush(std::move(lock), reason);
}

void session_core::abort(kept_code code) noexcept {
  session_lock lock = locked();
  if (life_.now() <= phase::open) life_.note_code(std::move(code));
  end(std::move(lock), close_reason::aborted, close_mode::reset);
}

void session_core::close_after_flush(session_lock lock, close_reason reason,
                                     const std::error_code& error) noexcept {
  assert(lock.owns_lock() && life_.now() == phase::open);
  life_.end_for(reason, close_mode::graceful, error);
  enter(phase::flushing);
  life_.touch(host_->next_round());
  move_deadline();
  if (sender_.has_sent_all()) {
    flushed(std::move(lock));
  } else {
    lock.unlock();
  }
  user_.on_ending();
}

// If a connection is closed with unread bytes, the system resets it, and the bytes that were sent
// last may be lost. So this tells the peer that no more bytes follow. Then the session drops all
// that still comes, until the peer ends too.
void session_core::flushed(session_lock lock) noexcept {
  assert(life_.now() == phase::flushing && sender_.has_sent_all());
  if (receiver_.peer_has_finished()) {
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
  end(locked(), reason, mode, error);
}

void session_core::end(session_lock lock, close_reason reason, close_mode mode,
                       const std::error_code& error) noexcept {
  assert(lock.owns_lock() && lock.mutex() == &own_lock());
  const bool ends = enter_closing(reason, mode, error);
  lock.unlock();
  if (ends) close_transport(mode);
}

// From this call on, nothing is queued, written or received. Returns false if the session ends
// already. Needs the lock.
bool session_core::enter_closing(close_reason reason, close_mode mode,
                                 const std::error_code& error) noexcept {
  if (life_.now() >= phase::closing) return false;
  life_.end_for(reason, mode, error);
  enter(phase::closing);
  return true;
}

// Needs the lock. It closes the front, so that the front takes frames only while the session is
// open. A session that begins to close is paused no longer: the peer's end, or the end of what is
// pending, must be noticed.
void session_core::enter(phase next) noexcept {
  sender_.count_front();
  const bool was_paused = is_paused();
  life_.enter(next);
  sender_.front().open = next == phase::open;
  if (was_paused) end_pause();
}

void session_core::close_transport(close_mode mode) noexcept {
  transport_.close(mode);
  user_.on_ending();
}

// The end of a session may have waited for the completion that calls this.
void session_core::finish_if_due() {
  session_lock lock = locked();
  if (life_.now() == phase::closing && enter_turn()) run_turn(std::move(lock));
}

// When this returns, the session may be gone.
void session_core::finish(std::exception_ptr& failure) {
  std::shared_ptr<session_base> alive = user_.shared_from_this();
  const std::shared_ptr<session_host> host = host_;
  close_reason reason{};
  std::uint32_t code = 0;
  {
    const session_lock lock = locked();
    assert(turn_.is_running());
    assert(!receiver_.is_pending() && !receiver_.has_arrived());  // invariant: end-waits
    assert(!sender_.has_pending());                               // invariant: end-waits
    enter(phase::closed);
    sender_.drop_outbox();
    host_->forget(limits_);
    reason = life_.reason();
    code = life_.code().number();
  }
  // The thread that ended the session may not have closed the transport yet. A second close does no
  // harm.
  transport_.close(life_.mode());
  assert(!transport_.is_open());
  receiver_.release();
  stop_timers();
  drop_functions();
  leave_rooms();
  if (life_.is_counted()) host->leave_address(life_.remote());
  try {
    const callback_timing timed(*host);
    if (life_.was_open() && !turn_.is_muted()) user_.on_closed(reason);
  } catch (...) {
    const std::exception_ptr thrown = std::current_exception();
    if (fail(thrown, own_function) && !failure) failure = thrown;
  }
  tell_of_end(reason);
  // The host finds the session until here. So a server that is destroyed meanwhile waits for
  // on_closed.
  assert(host->registry().find(id_) == alive);  // invariant: session-registered
  end_last_turn();
  host->remove(id_);
  alive.reset();  // before the host tells the program that the sessions are gone
  host->on_session_ended(reason, code);
}

// The last turn reads the parts without the lock, because nothing is pending.
void session_core::tell_of_end(close_reason reason) noexcept {
  if (!host_->observer()) return;
  host_->observer().tell([&](session_observer& told) {
    if (!life_.was_open()) return told.on_refused(life_.remote(), refusal_for(reason));
    told.on_closed(user_, {.reason = reason,
                           .lasted = host_->owner().now() - began_,
                           .bytes_received = receiver_.counted()->bytes,
                           .bytes_sent = sender_.counted()->bytes,
                           .messages_received = receiver_.counted()->messages,
                           .messages_sent = sender_.counted()->messages});
  });
}

// After this no thread gets the turn.
void session_core::end_last_turn() noexcept {
  const session_lock lock = locked();
  turn_.finish();
  assert(invariants());
}

void session_core::leave_rooms() noexcept {
  room_membership* first = nullptr;
  {
    const session_lock lock = locked();
    first = life_.take_memberships();
  }
  while (first != nullptr) {
    const std::unique_ptr<room_membership> ended(std::exchange(first, first->next));
    const std::shared_ptr<room_members> room = ended->room;
    room->remove(*ended);
  }
}

}  // namespace naru::detail
