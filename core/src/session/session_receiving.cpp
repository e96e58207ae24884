// How a session receives.
#include <naru/error.hpp>

#include <algorithm>
#include <cassert>
#include <new>
#include <utility>

#include "session/proxy_header.hpp"
#include "session/session_core.hpp"
#include "session/session_host.hpp"

namespace naru::detail {
namespace {

// What may surround a message, at most.
constexpr std::size_t frame_overhead_max = 65'536;

}  // namespace

close_reason session_core::reason_of(const std::error_code& error) noexcept {
  if (error == std::errc::operation_canceled) return close_reason::server_stopped;
  const bool reset = error == std::errc::connection_reset || error == std::errc::broken_pipe ||
                     error == std::errc::connection_aborted;
  return reset ? close_reason::peer_reset : close_reason::connection_failed;
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

bool session_core::expects_proxy() const noexcept {
  return host_->limits().proxy_header == proxy_protocol::required;
}

std::size_t session_core::usual_size() const noexcept {
  return host_->limits().receive_buffer_size;
}

std::size_t session_core::unread_max() const noexcept {
  return host_->limits().message_size_max + frame_overhead_max;
}

void session_core::on_received(io_result result) {
  unique_lock lock(lock_);
  if (!result.error) cancelled_for_ = overdue::nothing;
  const bool counts = greeted_ || host_->limits().handshake_timeout.count() == 0;
  if (result.bytes != 0 && counts && phase_ <= phase::open) restamp_ = true;
  if (held_ && result.error && inbox_.empty()) return on_error_while_held(lock, result.error);
  receiving_ = false;
  arrived_ = true;
  const bool entered = enter_turn();
  lock.unlock();  // from here on the session may be gone, unless this thread has the turn
  if (entered) run_turn();
}

// Who holds the turn hears of it at once, by on_ending. The turn may be given back at any time, and
// so end on another thread. Until this has acted the receive counts as pending: so the session is
// neither ended nor freed, and no other receive starts into the buffer.
void session_core::on_error_while_held(unique_lock& lock, const std::error_code& error) {
  const overdue cause = take_cause(error);
  const bool goes_on = cause != overdue::nothing && cause != overdue::close;
  // The message at hand lies in the buffer, so that it stays; and who works for the peer does not
  // wait for it.
  if (goes_on) {
    const mutable_buffer room = inbox_.room();
    lock.unlock();
    transport_.receive(room, received_);
    return;
  }
  if (cause == overdue::close) {
    end_overdue(lock, cause);
  } else {
    lock.unlock();
    look_at_end(error);
  }
  lock.lock();
  receiving_ = false;
  const bool finishes = phase_ == phase::closing && enter_turn();
  lock.unlock();
  if (finishes) run_turn();
}

void session_core::look_at_arrival() {
  const io_result result = received_.result();
  if (result.error) return look_at_error(result.error);
  if (result.bytes == 0) {
    without_buffer_ = false;  // there is something now
    return;
  }
  inbox_.add(result.bytes);
  unread_due_ = true;
  host_->count_received(result.bytes);
  if (rate_.is_on()) {
    const proactor::time_point now = host_->owner().now();
    if (!rate_.add(result.bytes, now, host_->late_at(now))) close(close_reason::rate_exceeded);
  }
  read();
}

// Only in a turn: nobody else receives into the buffer or reads from it then.
void session_core::look_at_error(const std::error_code& error) {
  std::unique_lock lock(lock_);
  assert(in_turn_ && !held_ && !receiving_);
  const overdue cause = take_cause(error);
  if (cause == overdue::nothing) {
    lock.unlock();
    return look_at_end(error);
  }
  if (cause == overdue::buffer) {
    without_buffer_ = inbox_.empty();
    if (without_buffer_) inbox_.release();
    return;
  }
  // It has begun to close meanwhile, for which another limit holds.
  const bool closes = phase_ >= phase::flushing;
  if (closes == (cause == overdue::close)) end_overdue(lock, cause);
}

void session_core::look_at_end(const std::error_code& error) {
  if (error == naru::error::end_of_stream) return on_peer_finished();
  end(reason_of(error), close_mode::reset, error);
}

// Why a round has cancelled the receive: it has learned by it that the system holds nothing for
// this session. With the lock held.
session_core::overdue session_core::take_cause(const std::error_code& error) noexcept {
  if (error != std::errc::operation_canceled || phase_ >= phase::closing) return overdue::nothing;
  return std::exchange(cancelled_for_, overdue::nothing);
}

void session_core::on_peer_finished() {
  std::unique_lock lock(lock_);
  peer_finished_ = true;
  switch (phase_) {
    case phase::open:
      return close_after_flush(lock, close_reason::peer_closed);
    case phase::handshake:
    case phase::draining:
      return end(lock, close_reason::peer_closed, close_mode::graceful);
    case phase::flushing:
    case phase::closing:
    case phase::closed:
      return;
  }
}

void session_core::read() {
  const phase now = phase_;
  if (now == phase::handshake) return read_proxy_header();
  unread_due_ = false;
  if (now == phase::open && !muted_) {
    const taken_messages taken = user_.decode_received(inbox_.unread(), messages_left());
    inbox_.take(taken.bytes);
    note(taken);
  }
  if (phase_ != phase::open) inbox_.drop_all();
  time_message(false);
  if (!hold_ && inbox_.unread().size() > unread_max()) close(close_reason::message_too_large);
}

// What has come in part and was not asked for before.
void session_core::time_message(bool begins_anew) noexcept {
  const arrival before = message_.load(std::memory_order_relaxed);
  if (inbox_.empty()) {
    if (before != arrival::none) message_.store(arrival::none, std::memory_order_relaxed);
  } else if (begins_anew || before == arrival::none) {
    message_.store(arrival::begun, std::memory_order_relaxed);
  }
}

void session_core::make_room() {
  if (inbox_.make_room(usual_size(), next_size_, host_->memory())) return;
  end(close_reason::memory_limit, close_mode::reset);
}

std::size_t session_core::messages_left() const noexcept { return rate_.messages_left(); }

// While the turn is held something may arrive.
void session_core::holder_took(const taken_messages& taken) noexcept {
  {
    const lock_guard lock(lock_);
    inbox_.take(taken.bytes);
  }
  note(taken);
  time_message(false);
}

void session_core::note(const taken_messages& taken) noexcept {
  // A framing may announce whatever its peer says.
  const bool asks_too_much = taken.next_size > unread_max();
  next_size_ = asks_too_much ? 0 : taken.next_size;
  if (taken.held) hold_ = true;
  if (taken.messages != 0) {
    rate_.add_messages(taken.messages);
    host_->count_messages(taken.messages);
    time_message(true);
    if (!greeted_) greet();
  }
  if (taken.refused) close(taken.reason);
  if (asks_too_much) close(close_reason::message_too_large);
}

void session_core::greet() noexcept {
  const lock_guard lock(lock_);
  greeted_ = true;
  restamp_ = true;
}

void session_core::read_proxy_header() {
  unread_due_ = false;
  const frame<proxy_header> header =
      decode_proxy_header(inbox_.unread(), host_->limits().proxy_header_size_max);
  switch (header.status) {
    case frame_status::incomplete:
      next_size_ = header.bytes;
      return time_message(false);
    case frame_status::refused:
      return end(header.reason, close_mode::reset);
    case frame_status::complete:
      break;
  }
  inbox_.take(header.bytes);
  next_size_ = 0;
  unread_due_ = !inbox_.empty();
  time_message(true);
  if (header.message.source) {
    const lock_guard lock(lock_);
    remote_ = *header.message.source;
  }
  announce();
}

}  // namespace naru::detail
