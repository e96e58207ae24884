#include "session/session_core.hpp"

#include <span>
#include <stdexcept>
#include <utility>

#include "session/session_host.hpp"

namespace naru::detail {
namespace {

// Others may post for ever: after so many functions the thread has a look at what else there is.
constexpr unsigned functions_per_turn = 64;

constexpr std::span<const const_buffer> no_buffers;

}  // namespace

session_core::session_core(session_base& user, std::shared_ptr<session_host> host, std::uint64_t id,
                           transport&& connection)
    : user_(user),
      host_(std::move(host)),
      id_(id),
      transport_(std::move(connection)),
      rate_(host_->limits()),
      front_(host_->limits().message_size_max),
      remote_(transport_.remote()) {}

session_core::~session_core() { drop_functions(); }

void session_core::make(session_base& user, std::shared_ptr<session_host> host, std::uint64_t id,
                        transport&& connection) {
  if (user.core_) throw std::logic_error("a session can begin only once: make another one");
  user.core_.reset(new session_core(user, std::move(host), id, std::move(connection)));
  // Last: a factory may have given the session to other threads already.
  user.front_.store(&user.core_->front_, std::memory_order_release);
}

void session_core::start() {
  {
    const lock_guard lock(lock_);
    if (!enter_turn()) return;  // it ends already
  }
  run_turn();
}

endpoint session_core::remote() const noexcept {
  const lock_guard lock(lock_);
  return remote_;
}

std::error_code session_core::error() const noexcept {
  const lock_guard lock(lock_);
  return error_;
}

std::size_t session_core::queued_bytes() noexcept {
  const lock_guard lock(lock_);
  if (outbox_ == nullptr) return 0;
  count_front();
  return outbox_->queued_bytes();
}

// ---- the turn

bool session_core::enter_turn() noexcept {
  if (in_turn_) return false;
  in_turn_ = true;
  turn_is_seen_ = false;
  runner_ = std::this_thread::get_id();
  return true;
}

// An exception ends the session, not the turn: what is due is still done.
void session_core::run_turn() {
  std::exception_ptr failure;
  functions_left_ = functions_per_turn;
  while (take_step(failure)) {
  }
  if (failure) std::rethrow_exception(failure);
}

// After the last step the session may be gone.
bool session_core::take_step(std::exception_ptr& failure) {
  std::unique_lock lock(lock_);
  const step next = next_step();
  if (next == step::leave || next == step::hold) {
    leave_turn(lock, next);
    return false;
  }
  lock.unlock();
  if (next == step::finish) {
    finish(failure);
    return false;
  }
  try {
    perform(next);
  } catch (...) {
    const auto where = next == step::room ? "there is no memory to receive into" : own_function;
    const std::exception_ptr thrown = std::current_exception();
    if (fail(thrown, where) && !failure) failure = thrown;
  }
  return true;
}

bool session_core::fail(const std::exception_ptr& thrown, std::string_view where) noexcept {
  end(reason_of(thrown), close_mode::reset);
  if (host_->limits().on_exception == exception_policy::leave_run) return true;
  report(thrown, where);
  return false;
}

void session_core::report(const std::exception_ptr& thrown, std::string_view where) const noexcept {
  host_->owner().report({.exception = thrown, .where = where, .session_id = id_, .peer = remote()});
}

session_core::step session_core::next_step() noexcept {
  const phase now = phase_;
  if (hold_) return step::hold;
  if (std::exchange(arrived_, false)) return step::arrival;
  if (now == phase::handshake && !unread_due_ && !expects_proxy()) return step::announcement;
  if (unread_due_) return step::reading;
  if (untold_ != 0 && announced_) return step::queue_news;
  if (function_is_due()) return step::function;
  if (user_.wants_turn(now >= phase::flushing)) return step::hold;
  if (!receiving_) inbox_.rewind();
  if (wants_receive() && !without_buffer_ && !inbox_.has_room(usual_size(), next_size_)) {
    return step::room;
  }
  return may_finish() ? step::finish : step::leave;
}

bool session_core::function_is_due() const noexcept {
  return first_function_ != nullptr && announced_ && functions_left_ != 0;
}

bool session_core::wants_receive() const noexcept {
  return phase_ < phase::closing && !receiving_ && !arrived_ && !peer_finished_;
}

bool session_core::may_finish() noexcept {
  if (phase_ != phase::closing || receiving_) return false;
  const bool writing = outbox_ != nullptr && outbox_->has_pending();
  const bool functions_wait = first_function_ != nullptr && announced_;
  return !writing && !functions_wait && !user_.still_works();
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

// From the unlock on another thread may have the turn. What is pending keeps the session here, and
// so does the turn for whom it is held. A write that fails at once may end the session in a turn
// within this call, and an exception leave that: the rest is done all the same.
void session_core::leave_turn(unique_lock& lock, step last) {
  hold_ = false;
  held_ = last == step::hold;
  in_turn_ = held_;
  runner_ = {};
  const bool writes = phase_ < phase::closing && has_something_to_write();
  const std::span<const const_buffer> written = writes ? gather_write() : no_buffers;
  const mutable_buffer room = without_buffer_ ? mutable_buffer() : inbox_.room();
  // Also while the turn is held: by that the peer's end is noticed.
  const bool receives = wants_receive() && (without_buffer_ || !room.empty());
  if (receives) receiving_ = true;
  posted_function* const bringing = held_ ? nullptr : bring_turn();
  const bool held = held_;
  lock.unlock();
  if (bringing != nullptr) host_->owner().post(*bringing);
  if (receives) transport_.receive(room, received_);
  if (held) user_.on_held();
  if (writes) write(written);  // last, as it may bring a turn that throws
}

void session_core::give_back_turn() {
  {
    const lock_guard lock(lock_);
    held_ = false;
    runner_ = std::this_thread::get_id();
  }
  run_turn();
}

void session_core::announce() {
  const bool admitted = host_->admit(remote());
  {
    const lock_guard lock(lock_);
    admitted_ = admitted;
    if (phase_ != phase::handshake) return;
    if (admitted) enter(phase::open);
  }
  if (!admitted) return end(close_reason::too_many_sessions, close_mode::reset);
  announced_ = true;
  host_->count_accepted();
  if (!muted_) user_.on_connected();
}

// With the lock held.
void session_core::enter(phase next) noexcept {
  count_front();
  phase_ = next;
  front_.open = next == phase::open;
}

bool session_core::has_something_to_write() noexcept {
  if (outbox_ == nullptr || outbox_->pending != outbox::work::none) return false;
  count_front();
  return !outbox_->empty();
}

// After it the session may be gone.
void session_core::finish(std::exception_ptr& failure) {
  std::shared_ptr<session_base> alive = user_.shared_from_this();
  const std::shared_ptr<session_host> host = host_;
  close_reason reason{};
  {
    const lock_guard lock(lock_);
    enter(phase::closed);
    drop_outbox();
    reason = reason_;
  }
  inbox_.release();
  drop_functions();
  leave_rooms();
  if (admitted_) host->leave_address(remote_);
  try {
    if (announced_ && !muted_) user_.on_closed(reason);
  } catch (...) {
    const std::exception_ptr thrown = std::current_exception();
    if (fail(thrown, own_function) && !failure) failure = thrown;
  }
  // The host knows it until here: a server that is destroyed meanwhile waits for on_closed.
  end_last_turn();
  host->remove(id_);
  alive.reset();  // before anybody hears that the sessions are gone
  host->on_session_ended(reason);
}

// Nobody gets another.
void session_core::end_last_turn() noexcept {
  const lock_guard lock(lock_);
  runner_ = {};
}

void session_core::mute() noexcept {
  std::unique_lock lock(lock_);
  muted_ = true;
  for (unsigned tries = 0; runner_ != std::thread::id() && runner_ != std::this_thread::get_id();
       ++tries) {
    lock.unlock();
    spin_lock::give_way(tries);
    lock.lock();
  }
}

}  // namespace naru::detail
