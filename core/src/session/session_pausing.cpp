// The pauses of a session: no message is taken, because the program wants none for a while, or
// because the peer has sent too much for its rate.
#include <cassert>

#include "session/session_core.hpp"
#include "session/session_host.hpp"

namespace naru::detail {

// These two need the lock or the turn: a delay begins in a turn, and ends while no turn is taken.

bool session_core::is_paused() const noexcept {
  return is_delayed() || (life_.now() == phase::open && sender_.front().paused);
}

bool session_core::is_delayed() const noexcept {
  return receiver_.is_delayed() && life_.now() == phase::open;
}

// Before the session is open, nothing is paused. So there is no pause to end, and no turn may begin
// before the first one.
void session_core::set_paused(bool paused) noexcept {
  const session_lock lock = locked();
  if (life_.now() > phase::open || sender_.front().paused == paused) return;
  sender_.front().paused = paused;
  if (!paused && life_.now() == phase::open) end_pause();
}

void session_core::note_over_rate() noexcept {
  if (host_->limits().on_rate_exceeded == rate_policy::close) {
    return close(close_reason::rate_exceeded);
  }
  receiver_.note_unseen();
  delay();
}

// While the session is delayed, each round looks whether the delay is over.
void session_core::delay() noexcept {
  const session_lock lock = locked();
  if (life_.now() == phase::open) receiver_.delay();
}

// Needs the lock. Returns true if the caller has to ask for a turn. That is so if a coroutine held
// the turn when the delay began: a receive is pending although messages wait.
bool session_core::end_delay_if_over() noexcept {
  if (!is_delayed() || turn_.is_taken() || !receiver_.delay_is_over()) return false;
  receiver_.end_delay();
  const bool receives = receiver_.is_pending();
  end_pause();
  return receives && receiver_.has_unseen() && !is_paused();
}

// Needs the lock. The session goes on, or begins to close. If a turn runs, that thread sees it. If
// no receive is pending, its operation is posted instead. That brings a turn, needs no memory, and
// keeps the session like a receive.
void session_core::end_pause() noexcept {
  if (is_paused()) return;
  if (turn_.is_taken()) return receiver_.note_restart();
  restart_times();
  if (receiver_.is_idle()) {
    receiver_.begin_without_receive();
    host_->owner().post(received_);
  } else if (life_.now() == phase::open) {
    move_deadline();
  }
}

}  // namespace naru::detail
