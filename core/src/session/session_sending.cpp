// The sending of a session.
#include <cassert>
#include <utility>

#include "session/session_core.hpp"
#include "session/session_host.hpp"

namespace naru::detail {

reservation::~reservation() {
  if (session_ != nullptr) session_->send_reserved(std::move(lock_));
}

reservation session_core::reserve(session_lock lock, std::size_t size) {
  assert(lock.owns_lock() && lock.mutex() == &own_lock());
  if (const send_outcome outcome = admit(size); outcome != send_outcome::queued) {
    return reservation(refuse(std::move(lock), outcome));
  }
  mutable_buffer room;
  if (const auto missing = sender_.append(size, room)) {
    return reservation(end_without_memory(std::move(lock), *missing));
  }
  assert(room.size() == size);
  return {*this, std::move(lock), room};
}

void session_core::send_reserved(session_lock lock) {
  outbox* const scheduled = schedule_write();
  lock.unlock();
  if (scheduled != nullptr) host_->owner().post(scheduled->writing());
}

send_outcome session_core::send_shared(const segment_pointer& holder, const_buffer bytes,
                                       write_batch& writes) {
  session_lock lock = locked();
  if (const send_outcome outcome = admit(bytes.size()); outcome != send_outcome::queued) {
    return refuse(std::move(lock), outcome);
  }
  if (const auto missing = sender_.append(holder, bytes)) {
    return end_without_memory(std::move(lock), *missing);
  }
  outbox* const scheduled = schedule_write();
  lock.unlock();
  if (scheduled != nullptr) writes.add(*scheduled);
  return send_outcome::queued;
}

send_outcome session_core::admit(std::size_t size) noexcept {
  return life_.now() == phase::open ? sender_.admit(size) : send_outcome::closed;
}

// Does what overflow_policy says about a message that is not queued.
send_outcome session_core::refuse(session_lock lock, send_outcome outcome) {
  assert(outcome != send_outcome::queued);
  if (outcome == send_outcome::closed || outcome == send_outcome::too_large) return outcome;
  host_->count_overflow(outcome);
  switch (host_->limits().on_overflow) {
    case overflow_policy::refuse:
    case overflow_policy::drop_newest:
      break;
    case overflow_policy::disconnect:
      end(std::move(lock), close_reason::send_queue_overflow, close_mode::reset);
      return send_outcome::closed;
    case overflow_policy::call_back:
      if (sender_.note_full()) bring_news(std::move(lock));
      break;
  }
  return outcome;
}

// The message is lost. The session ends, so that its peer never gets the next message without this
// one.
send_outcome session_core::end_without_memory(session_lock lock, close_reason missing) noexcept {
  end(std::move(lock), missing, close_mode::reset);
  if (missing == close_reason::memory_limit) return send_outcome::closed;
  host_->owner().report({.error = std::make_error_code(std::errc::not_enough_memory),
                         .where = "a message could not be queued",
                         .session_id = id_,
                         .peer = remote()});
  return send_outcome::closed;
}

void session_core::bring_news(session_lock lock) {
  if (turn_.is_taken()) return;  // the thread that has the turn sees the news
  operation* const news = sender_.bring_news();
  lock.unlock();
  if (news != nullptr) host_->owner().post(*news);
}

void session_core::on_news_due() {
  session_lock lock = locked();
  sender_.news_brought();
  if (enter_turn()) run_turn(std::move(lock));
}

void session_core::tell_of_queue() {
  bool full = false;
  {
    const session_lock lock = locked();
    full = sender_.take_news();
  }
  if (turn_.is_muted()) return;
  if (full) return user_.on_send_queue_full();
  user_.on_send_queue_drained();
}

// Returns the outbox whose operation the caller must post, so that a write begins; null if a write
// will begin anyway. If a turn runs, it writes at its end. Otherwise the write begins in a later
// turn of the loop, so that it can send more messages at once. Needs the lock. After the unlock the
// scheduled write keeps the session.
outbox* session_core::schedule_write() noexcept {
  assert(life_.now() == phase::open);
  sender_.widen_front();
  if (turn_.is_running() || sender_.write_is_scheduled()) return nullptr;
  return &sender_.schedule_write();
}

void session_core::on_write_due(io_result result) {
  session_lock lock = locked();
  sender_.begin_scheduled();
  if (result.error || life_.now() >= phase::closing) {
    return on_write_failed(std::move(lock), result.error);
  }
  start_write(std::move(lock));
}

void session_core::start_write(session_lock lock) {
  const std::span<const const_buffer> gathered = sender_.begin_write();
  move_deadline();
  lock.unlock();
  write(gathered);
}

// A write may be done at once, a limited number of times in a row, and then needs no turn of the
// loop. Otherwise it may complete on another thread from the call of send on. That is safe: the
// pending write keeps the outbox and the session, and this function uses neither after the call.
void session_core::write(std::span<const const_buffer> gathered) {
  operation& written = sender_.write_operation();
  if (transport_.send(gathered, written) == submission::done) on_written(written.result());
}

void session_core::on_written(io_result result) {
  session_lock lock = locked();
  sender_.end_write(!result.error);
  if (result.error || life_.now() >= phase::closing) {
    return on_write_failed(std::move(lock), result.error);
  }
  const bool ends = life_.now() != phase::open;
  if (!ends && !sender_.tells_of_queue() && sender_.has_sent_all()) return;  // the usual end
  if (!ends) sender_.note_drained();
  if (!ends && sender_.has_news() && enter_turn()) {
    return run_turn(std::move(lock));  // writes the rest at its end
  }
  std::shared_ptr<session_base> alive;
  if (ends) alive = user_.shared_from_this();
  if (!sender_.has_sent_all()) {
    start_write(std::move(lock));
  } else if (life_.now() == phase::flushing) {
    flushed(std::move(lock));
  } else {
    lock.unlock();
  }
  if (ends) finish_if_due();
}

void session_core::on_write_failed(session_lock lock, const std::error_code& error) {
  const std::shared_ptr<session_base> alive = user_.shared_from_this();
  bool ends = false;
  const close_mode mode = mode_after(error);
  if (sender_.write_has_expired() && error == std::errc::operation_canceled) {
    ends = enter_closing(close_reason::write_timeout, mode, {});
  } else if (error) {
    ends = enter_closing(reason_of(error), mode, error);
  }
  sender_.clear();
  lock.unlock();
  if (ends) close_transport(mode);
  finish_if_due();
}

}  // namespace naru::detail
