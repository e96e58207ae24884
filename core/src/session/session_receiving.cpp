// The receiving of a session.
#include <naru/error.hpp>

#include <cassert>
#include <new>
#include <utility>

#include "session/session_core.hpp"
#include "session/session_host.hpp"

namespace naru::detail {

close_reason session_core::reason_of(const std::error_code& error) noexcept {
  if (error == std::errc::operation_canceled) return close_reason::server_stopped;
  const bool reset = error == std::errc::connection_reset || error == std::errc::broken_pipe ||
                     error == std::errc::connection_aborted;
  return reset ? close_reason::peer_reset : close_reason::connection_failed;
}

// A transport such as TLS has errors of its own category. It has told the peer by its own last
// bytes what was wrong, and a reset would take them away before the peer has read them.
close_mode session_core::mode_after(const std::error_code& error) noexcept {
  const std::error_category& category = error.category();
  const bool is_of_connection = category == std::generic_category() ||
                                category == system_category() || category == error_category();
  return is_of_connection ? close_mode::reset : close_mode::graceful;
}

close_reason session_core::reason_of(const std::exception_ptr& thrown) noexcept {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::bad_alloc&) {
    return close_reason::out_of_memory;
  } catch (...) {
    return close_reason::handler_failed;
  }
}

void session_core::on_received(io_result result) {
  session_lock lock = locked();
  const bool counts = result.bytes != 0 && !receiver_.is_in_handshake();
  if (counts && life_.now() <= phase::open) life_.touch(host_->next_round());
  if (turn_.is_held() && result.error && receiver_.is_empty()) {
    return on_error_while_held(std::move(lock), result.error);
  }
  receiver_.arrive(!result.error);
  if (!enter_turn()) return;  // the session may be gone after the unlock
  if (life_.now() == phase::open) sender_.open_front();
  static_cast<void>(receiver_.take_arrival());
  run_turn(std::move(lock), step::arrival);
}

// on_ending tells the holder of the turn at once. The holder may give the turn back at any time,
// and another thread may then run it. Until this function is done, the receive counts as pending.
// So the session is neither ended nor freed, and no other receive starts into the buffer.
void session_core::on_error_while_held(session_lock lock, const std::error_code& error) {
  assert(turn_.is_held() && receiver_.is_pending());
  const overdue cause = take_cause(error);
  const bool goes_on = cause != overdue::nothing && cause != overdue::close;
  // The holder uses the message in the buffer, so the buffer stays. The session works for its peer
  // now and does not wait for it, so the limit does not end it.
  if (goes_on) {
    const mutable_buffer room = receiver_.room();
    lock.unlock();
    // The receive still counts as pending, which keeps the session. From this call on, it may
    // complete on another thread, so nothing may follow the call.
    transport_.receive(room, received_);
    return;
  }
  if (cause == overdue::close) {
    end_overdue(std::move(lock), cause);
  } else {
    lock.unlock();
    look_at_end(error);
  }
  lock = locked();
  receiver_.settle();
  if (life_.now() == phase::closing && enter_turn()) run_turn(std::move(lock));
}

void session_core::look_at_arrival() {
  const io_result result = received_.result();
  if (result.error) return look_at_error(result.error);
  if (result.bytes == 0) return receiver_.take_buffer_again();
  const bool fits = receiver_.add(result.bytes);
  const rate_policy policy = host_->limits().on_rate_exceeded;
  if (!fits && policy == rate_policy::close) close(close_reason::rate_exceeded);
  read();
  if (policy == rate_policy::delay && receiver_.has_used_rate_up()) delay();
}

// This runs only in a turn, so no other code receives into the buffer or reads from it.
void session_core::look_at_error(const std::error_code& error) {
  session_lock lock = locked();
  assert(turn_.is_running() && !receiver_.is_pending());  // invariant: buffer-kept
  const overdue cause = take_cause(error);
  if (cause == overdue::nothing) {
    // The end of the peer's stream comes behind the messages that a delayed session has not taken.
    // The receive that begins after the delay brings the end again.
    if (error == naru::error::end_of_stream && is_delayed() && !receiver_.is_empty()) return;
    lock.unlock();
    return look_at_end(error);
  }
  if (cause == overdue::buffer) return receiver_.give_buffer_back();
  // If the session has begun to close meanwhile, only the limit on closing ends it.
  const bool closes = life_.now() >= phase::flushing;
  if (closes == (cause == overdue::close)) end_overdue(std::move(lock), cause);
}

void session_core::look_at_end(const std::error_code& error) {
  if (error == naru::error::end_of_stream) return on_peer_finished();
  const close_mode mode = mode_after(error);
  session_lock lock = locked();
  if (mode == close_mode::graceful && life_.now() == phase::open) {
    return close_after_flush(std::move(lock), reason_of(error), error);
  }
  end(std::move(lock), reason_of(error), mode, error);
}

// Needs the lock. A session in the phase closing is cancelled because it closes, and not by a
// round.
overdue session_core::take_cause(const std::error_code& error) noexcept {
  return life_.now() >= phase::closing ? overdue::nothing : receiver_.take_cause(error);
}

void session_core::on_peer_finished() {
  session_lock lock = locked();
  receiver_.note_peer_finished();
  switch (life_.now()) {
    case phase::open:
      return close_after_flush(std::move(lock), close_reason::peer_closed);
    case phase::handshake:
    case phase::draining:
      return end(std::move(lock), close_reason::peer_closed, close_mode::graceful);
    case phase::flushing:
    case phase::closing:
    case phase::closed:
      return;
  }
}

void session_core::read() {
  const phase now = life_.now();
  if (now == phase::handshake) return read_proxy_header();
  if (is_paused()) return wait_with_unread();
  receiver_.note_seen();
  if (now == phase::open && !turn_.is_muted()) {
    const taken_messages taken = user_.decode_received(receiver_.unread(), messages_left());
    receiver_.take(taken.bytes);
    note(taken);
  }
  if (life_.now() != phase::open) receiver_.drop_all();
  receiver_.time_message(false);
  if (!turn_.hold_is_requested() && !receiver_.has_unseen() && receiver_.holds_too_much()) {
    close(close_reason::message_too_large);
  }
}

// The bytes that have come wait for the end of the pause.
void session_core::wait_with_unread() noexcept {
  receiver_.note_unseen();
  receiver_.time_message(false);
}

void session_core::make_room() {
  if (receiver_.make_room()) return;
  end(close_reason::memory_limit, close_mode::reset);
}

// The lock is needed because a receive may complete while the turn is held.
void session_core::holder_took(const taken_messages& taken) noexcept {
  {
    const session_lock lock = locked();
    assert(turn_.is_held());
    receiver_.take(taken.bytes);
  }
  note(taken);
  receiver_.time_message(false);
}

void session_core::note(const taken_messages& taken) noexcept {
  const bool fits = receiver_.expect(taken.next_size);
  if (taken.held) turn_.request_hold();
  if (taken.left) receiver_.note_unseen();
  if (taken.messages != 0) receiver_.count_messages(taken.messages);
  if (taken.discarded != 0) host_->count_discarded(taken.discarded);
  if (taken.messages + taken.discarded != 0) {
    receiver_.time_message(true);
    if (!receiver_.had_message()) note_first_message();
  }
  if (taken.over_rate) note_over_rate();
  if (taken.refused) close(taken.reason);
  if (!fits) close(close_reason::message_too_large);
}

void session_core::note_first_message() noexcept {
  const session_lock lock = locked();
  receiver_.note_first_message();
  life_.touch(host_->next_round());
}

void session_core::read_proxy_header() {
  const frame<proxy_header> header = receiver_.take_proxy_header();
  if (header.status == frame_status::incomplete) return;
  if (header.status == frame_status::refused) return end(header.reason, close_mode::reset);
  if (header.message.source) {
    const session_lock lock = locked();
    life_.set_remote(*header.message.source);
  }
  announce();
}

}  // namespace naru::detail
