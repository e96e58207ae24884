// The turns of a session: their steps, their beginning and their end.
#include <cassert>
#include <span>
#include <utility>

#include "session/callback_timing.hpp"
#include "session/session_core.hpp"
#include "session/session_host.hpp"

namespace naru::detail {
namespace {

constexpr std::span<const const_buffer> no_buffers;

}  // namespace

bool session_core::enter_turn() noexcept {
  if (!turn_.enter(host_->round())) return false;
  assert(invariants());
  return true;
}

// The thread that begins a turn decides its first step in the same critical section. After the step
// finish, or once the turn is given up, the session may be gone.
void session_core::run_turn(session_lock lock, step next) {
  assert(lock.owns_lock() && turn_.is_running() && turn_.runs_here());
  std::exception_ptr failure;
  {
    const callback_timing timed(*host_);
    while (next < step::finish) {
      lock.unlock();
      take_step(next, failure);
      lock.lock();
      next = next_step();
    }
  }
  if (next == step::finish) {
    lock.unlock();
    finish(failure);
  } else {
    leave_turn(std::move(lock), next);
  }
  if (failure) std::rethrow_exception(failure);
}

// An exception ends the session but not the turn: the steps that are due still run.
void session_core::take_step(step next, std::exception_ptr& failure) {
  assert(host_->round_is_pending());  // invariant: round-pending
  try {
    perform(next);
  } catch (...) {
    const auto where = next == step::room ? "there is no memory to receive into" : own_function;
    const std::exception_ptr thrown = std::current_exception();
    if (fail(thrown, where) && !failure) failure = thrown;
  }
}

session_core::step session_core::next_step() noexcept {
  assert(turn_.is_running() && turn_.runs_here());
  const phase now = life_.now();
  if (turn_.hold_is_requested()) return step::hold;
  if (receiver_.take_arrival()) return step::arrival;
  const bool unseen = receiver_.has_unseen() && !is_paused();
  if (now == phase::handshake && !unseen && !receiver_.expects_proxy()) return step::announcement;
  if (unseen) return step::reading;
  if (sender_.has_news() && life_.was_open()) return step::queue_news;
  if (turn_.function_is_due() && life_.was_open()) return step::function;
  if (user_.wants_turn(now >= phase::flushing)) return step::hold;
  receiver_.rewind();
  if (wants_receive() && receiver_.needs_room()) return step::room;
  return may_finish() ? step::finish : step::leave;
}

// A paused session that has bytes to take receives no more. So its peer has to wait, and the end of
// the peer is noticed after what came before it.
bool session_core::wants_receive() const noexcept {
  if (life_.now() >= phase::closing || !receiver_.is_idle()) return false;
  return !is_paused() || (!receiver_.is_delayed() && receiver_.is_empty());
}

bool session_core::may_finish() noexcept {
  if (life_.now() != phase::closing || receiver_.is_pending()) return false;
  const bool functions_wait = turn_.has_functions() && life_.was_open();
  return !sender_.has_pending() && !functions_wait && !user_.still_works();
}

void session_core::perform(step next) {
  switch (next) {
    case step::arrival:
      return look_at_arrival();
    case step::announcement:
      return announce();
    case step::reading:
      return read();
    case step::queue_news:
      return tell_of_queue();
    case step::function:
      return run_function();
    case step::room:
      return make_room();
    case step::finish:
    case step::hold:
    case step::leave:
      break;
  }
}

// After the unlock another thread may have the turn, and may end the session as soon as nothing
// keeps it. Each call below runs only while something still does: a posted function owns a pointer
// to the session, a receive and a write count as pending before they start, and a held turn cannot
// end. A write that fails at once may run a turn that ends the session, and an exception may leave
// that turn. So the write comes last.
void session_core::leave_turn(session_lock lock, step last) {
  assert(lock.owns_lock());
  const bool held = last == step::hold;
  if (!held && (receiver_.take_restart() || turn_.has_lasted(host_->round()))) restart_times();
  if (held) {
    turn_.hold();
  } else {
    turn_.leave();
  }
  const bool writes = life_.now() < phase::closing && sender_.has_unscheduled();
  const std::span<const const_buffer> written = writes ? sender_.begin_write() : no_buffers;
  const mutable_buffer room = receiver_.room();
  // This also receives while the turn is held, because only a receive notices that the peer has
  // ended.
  const bool receives = wants_receive() && (receiver_.only_waits() || !room.empty());
  if (receives) receiver_.begin();
  posted_function* const bringing = held ? nullptr : bring_turn();
  if (life_.now() < phase::closing) move_deadline();
  assert(invariants());
  lock.unlock();
  if (bringing != nullptr) host_->owner().post(*bringing);
  // From this call on, the receive may complete on another thread, and then it keeps the session no
  // longer. The two calls after it run only if the turn is held or a write counts as pending, and
  // each of these keeps the session.
  if (receives) transport_.receive(room, received_);
  if (held) user_.on_held();
  if (writes) write(written);  // last, because it may run a turn that throws
}

// The session has worked for its peer, so its limits begin anew. Needs the lock and the turn.
void session_core::restart_times() noexcept {
  if (life_.now() <= phase::open) life_.touch(host_->next_round());
  receiver_.restart_message();
}

void session_core::give_back_turn() {
  session_lock lock = locked();
  turn_.resume();
  assert(invariants());
  run_turn(std::move(lock));
}

}  // namespace naru::detail
