// How a session sends.
#include <algorithm>
#include <cassert>
#include <new>
#include <optional>
#include <utility>

#include "session/session_core.hpp"
#include "session/session_host.hpp"

namespace naru::detail {

// Which memory is missing, if any. An outbox for which no memory was left is dropped, because it
// would wait for ever to be written.
template <class Append>
std::optional<close_reason> session_core::append_to_outbox(Append append) noexcept {
  auto missing = close_reason::out_of_memory;
  try {
    if (outbox_ == nullptr) outbox_ = &host_->take_outbox(*this);
    if (append(*outbox_)) return std::nullopt;
    missing = close_reason::memory_limit;
  } catch (const std::bad_alloc&) {
    // Nothing has changed.
  }
  if (outbox_ != nullptr && outbox_->empty() && !outbox_->has_pending()) drop_outbox();
  return missing;
}

reservation session_core::reserve(session_lock lock, std::size_t size) {
  assert(lock.owns_lock() && lock.mutex() == &lock_);
  count_front();
  if (const send_outcome outcome = admit(size); outcome != send_outcome::queued) {
    return reservation(refuse(lock, outcome));
  }
  mutable_buffer room;
  const auto append = [&](outbox& queue) {
    const std::optional<mutable_buffer> found = queue.append(size, host_->memory());
    if (found) room = *found;
    return found.has_value();
  };
  if (const auto missing = append_to_outbox(append)) {
    return reservation(end_without_memory(lock, *missing));
  }
  return {*this, std::move(lock), room};
}

void session_core::send_reserved(session_lock lock) { start_later(lock); }

reservation::~reservation() {
  if (session_ != nullptr) session_->send_reserved(std::move(lock_));
}

send_outcome session_core::send_shared(const segment_pointer& holder, const_buffer bytes) {
  unique_lock lock(lock_);
  count_front();
  if (const send_outcome outcome = admit(bytes.size()); outcome != send_outcome::queued) {
    return refuse(lock, outcome);
  }
  const auto append = [&](outbox& queue) { return queue.append(holder, bytes, host_->memory()); };
  if (const auto missing = append_to_outbox(append)) return end_without_memory(lock, *missing);
  start_later(lock);
  return send_outcome::queued;
}

// What was put there without a call.
void session_core::count_front() noexcept {
  if (front_.messages != 0) outbox_->extend(front_.room, std::exchange(front_.messages, 0));
  front_.room = nullptr;
  front_.room_size = 0;
}

// As much as the queue takes; only where something has it sent.
void session_core::widen_front() noexcept {
  const mutable_buffer behind = outbox_->behind();
  const std::size_t left = host_->limits().send_queue_max - outbox_->queued_bytes();
  front_.room = behind.data();
  front_.room_size = std::min(behind.size(), left);
}

send_outcome session_core::admit(std::size_t size) const noexcept {
  if (phase_ != phase::open) return send_outcome::closed;
  const std::size_t max = host_->limits().send_queue_max;
  if (size > max) return send_outcome::too_large;
  const std::size_t queued = outbox_ != nullptr ? outbox_->queued_bytes() : 0;
  if (size <= max - queued) return send_outcome::queued;
  const bool drops = host_->limits().on_overflow == overflow_policy::drop_newest;
  return drops ? send_outcome::dropped : send_outcome::refused;
}

// What the policy says of a message that is not queued.
send_outcome session_core::refuse(unique_lock& lock, send_outcome outcome) {
  if (outcome == send_outcome::closed || outcome == send_outcome::too_large) return outcome;
  host_->count_overflow(outcome);
  switch (host_->limits().on_overflow) {
    case overflow_policy::refuse:
    case overflow_policy::drop_newest:
      break;
    case overflow_policy::disconnect:
      end(lock, close_reason::send_queue_overflow, close_mode::reset);
      return send_outcome::closed;
    case overflow_policy::call_back:
      if (!overflowed_) {
        queue_changed();
        bring_news(lock);
      }
      break;
  }
  return outcome;
}

// The message is lost, and whoever it is for must not get the next one without it.
send_outcome session_core::end_without_memory(unique_lock& lock, close_reason missing) noexcept {
  end(lock, missing, close_mode::reset);
  if (missing == close_reason::memory_limit) return send_outcome::closed;
  host_->owner().report({.error = std::make_error_code(std::errc::not_enough_memory),
                         .where = "a message could not be queued",
                         .session_id = id_,
                         .peer = remote()});
  return send_outcome::closed;
}

// Another call is due. Of those that are due a pair is left out if there are many. With the lock
// held.
void session_core::queue_changed() noexcept {
  overflowed_ = !overflowed_;
  if (++untold_ == 4) untold_ = 2;
  assert(overflowed_ == (told_full_ != (untold_ % 2 == 1)));
}

// A queue that is full has an outbox, which has an operation for that: so it needs no memory.
void session_core::bring_news(unique_lock& lock) {
  assert(outbox_ != nullptr && !outbox_->empty());
  if (in_turn_ || outbox_->news_pending) return;  // who has the turn sees it
  outbox_->news_pending = true;
  operation& op = outbox_->news();
  proactor& owner = host_->owner();
  lock.unlock();
  owner.post(op);
}

void session_core::on_news_due() {
  {
    const lock_guard lock(lock_);
    outbox_->news_pending = false;
    if (!enter_turn()) return;
  }
  run_turn();
}

void session_core::tell_of_queue() {
  {
    const lock_guard lock(lock_);
    --untold_;
    told_full_ = !told_full_;
  }
  if (muted_) return;
  if (told_full_) return user_.on_send_queue_full();
  user_.on_send_queue_drained();
}

// A turn writes what was queued meanwhile at its end; otherwise the loop does, and by then there
// may be more.
void session_core::start_later(unique_lock& lock) {
  widen_front();
  const bool in_running_turn = in_turn_ && !held_;
  if (in_running_turn || outbox_->pending != outbox::work::none) return lock.unlock();
  outbox_->pending = outbox::work::start;
  operation& op = outbox_->started();
  proactor& owner = host_->owner();
  lock.unlock();
  owner.post(op);
}

void session_core::on_write_due(io_result result) {
  unique_lock lock(lock_);
  outbox_->pending = outbox::work::none;
  if (result.error || phase_ >= phase::closing) return on_write_failed(lock, result.error);
  start_write(lock);
}

void session_core::start_write(unique_lock& lock) {
  const std::span<const const_buffer> gathered = gather_write();
  lock.unlock();
  write(gathered);
}

// With the lock held.
std::span<const const_buffer> session_core::gather_write() noexcept {
  count_front();
  outbox_->pending = outbox::work::write;
  outbox_->stamped = false;
  outbox_->expired = false;
  return outbox_->gather();
}

// What is done at once, a bounded number of times in a row, needs no turn of the loop.
void session_core::write(std::span<const const_buffer> gathered) {
  operation& written = outbox_->written_op();
  if (transport_.send(gathered, written) == submission::done) on_written(written.result());
}

void session_core::on_written(io_result result) {
  unique_lock lock(lock_);
  count_front();
  outbox_->pending = outbox::work::none;
  if (!result.error) host_->count_sent(outbox_->written());
  if (result.error || phase_ >= phase::closing) return on_write_failed(lock, result.error);
  const bool ends = phase_ != phase::open;
  const std::size_t half = host_->limits().send_queue_max / 2;
  if (!ends && overflowed_ && outbox_->queued_bytes() <= half) queue_changed();
  if (!ends && untold_ != 0 && enter_turn()) {
    lock.unlock();
    return run_turn();  // writes the rest at its end
  }
  std::shared_ptr<session_base> alive;
  if (ends) alive = user_.shared_from_this();
  if (!outbox_->empty()) {
    start_write(lock);
  } else if (phase_ == phase::flushing) {
    flushed(lock);
  } else {
    lock.unlock();
  }
  if (ends) finish_if_due();
}

void session_core::on_write_failed(unique_lock& lock, std::error_code error) {
  const std::shared_ptr<session_base> alive = user_.shared_from_this();
  count_front();
  bool ends = false;
  if (outbox_->expired && error == std::errc::operation_canceled) {
    ends = enter_closing(close_reason::write_timeout, {});
  } else if (error) {
    ends = enter_closing(reason_of(error), error);
  }
  outbox_->clear();
  lock.unlock();
  if (ends) close_transport(close_mode::reset);
  finish_if_due();
}

// With the lock held, and nothing pending.
void session_core::drop_outbox() noexcept {
  count_front();
  if (outbox_ != nullptr) host_->give_back(*std::exchange(outbox_, nullptr));
}

// With the lock held.
bool session_core::has_sent_all() noexcept {
  if (outbox_ == nullptr) return true;
  count_front();
  return outbox_->empty() && outbox_->pending == outbox::work::none;
}

}  // namespace naru::detail
