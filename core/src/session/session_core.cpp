#include "session/session_core.hpp"

#include <algorithm>
#include <cassert>
#include <stdexcept>
#include <utility>

#include "session/session_host.hpp"
#include "session/session_timers.hpp"

namespace naru::detail {

session_core::session_core(session_base& user, std::shared_ptr<session_host> host, std::uint64_t id,
                           session_transport&& connection)
    : user_(user),
      host_(std::move(host)),
      id_(id),
      began_(host_->observer() ? host_->owner().now() : proactor::time_point()),
      sender_(*host_, *this),
      receiver_(*host_),
      life_(connection.remote()),
      transport_(std::move(connection)) {}

session_core::~session_core() { drop_functions(); }

void session_core::make(session_base& user, std::shared_ptr<session_host> host, std::uint64_t id,
                        session_transport&& connection) {
  if (user.core_) throw std::logic_error("a session can begin only once: make another one");
  user.core_.reset(new session_core(user, std::move(host), id, std::move(connection)));
  // This comes last, because a factory may have given the session to other threads already.
  user.front_.store(&user.core_->sender_.front(), std::memory_order_release);
}

void session_core::start() {
  session_lock lock = locked();
  life_.touch(host_->next_round());
  if (life_.now() < phase::closing) look_again_at(next_deadline(life_.since()));
  if (!enter_turn()) return;  // the session ends already
  run_turn(std::move(lock));
}

endpoint session_core::remote() const noexcept {
  const session_lock lock = locked();
  return life_.remote();
}

std::error_code session_core::error() const noexcept {
  const session_lock lock = locked();
  return life_.error();
}

close_code session_core::code() const noexcept {
  const session_lock lock = locked();
  return life_.code().get();
}

std::size_t session_core::queued_bytes() noexcept {
  const session_lock lock = locked();
  return sender_.queued_bytes();
}

session_state session_core::state(proactor::time_point now) noexcept {
  static_assert(static_cast<int>(session_phase::closed) == static_cast<int>(phase::closed));
  // What has just happened counts as the next round.
  const auto passed_since = [now](proactor::time_point begin) {
    return std::max(now - begin, proactor::duration::zero());
  };
  const session_lock lock = locked();
  const traffic* const in = receiver_.counted();
  const traffic* const out = sender_.counted();
  // Before the session has started it waits since no time.
  const bool waits = life_.since() != proactor::time_point();
  return {.id = id_,
          .peer = life_.remote(),
          .phase = static_cast<session_phase>(life_.now()),
          .runs = turn_.is_running(),
          .task_works = turn_.is_held(),
          .paused = is_paused(),
          .queued_bytes = sender_.queued_bytes(),
          .unsent_for = passed_since(sender_.is_writing() ? sender_.writing_since() : now),
          .silent_for = passed_since(waits ? life_.since() : now),
          .had_message = receiver_.had_message(),
          .bytes_received = in != nullptr ? in->bytes.value() : 0,
          .bytes_sent = out != nullptr ? out->bytes.value() : 0,
          .messages_received = in != nullptr ? in->messages.value() : 0,
          .messages_sent = out != nullptr ? out->messages.value() : 0};
}

void session_core::mute() noexcept {
  session_lock lock = locked();
  turn_.mute();
  for (unsigned tries = 0; turn_.runs_elsewhere(); ++tries) {
    lock.unlock();
    spin_lock::give_way(tries);
    lock.lock();
  }
}

bool session_core::fail(const std::exception_ptr& thrown, std::string_view where) noexcept {
  end(reason_of(thrown), close_mode::reset);
  tell_of_failure(thrown);
  if (host_->limits().exceptions_leave_run) return true;
  report(thrown, where);
  return false;
}

void session_core::tell_of_failure(const std::exception_ptr& thrown) noexcept {
  host_->observer().tell([&](session_observer& told) {
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& failed) {
      told.on_handler_failed(user_, failed.what());
    } catch (...) {
      told.on_handler_failed(user_, "an exception that is no std::exception");
    }
  });
}

void session_core::report(const std::exception_ptr& thrown, std::string_view where) const noexcept {
  host_->owner().report({.exception = thrown, .where = where, .session_id = id_, .peer = remote()});
}

void session_core::announce() {
  const address_limit::entry entered = host_->admit(remote());
  const bool admitted = entered != address_limit::entry::refused;
  {
    session_lock lock = locked();
    if (admitted) life_.admit(entered == address_limit::entry::counted);
    if (life_.now() != phase::handshake) return;
    if (!admitted) {
      return end(std::move(lock), close_reason::too_many_sessions, close_mode::reset);
    }
    enter(phase::open);
  }
  host_->count_accepted();
  host_->observer().tell([this](session_observer& told) { told.on_accepted(user_); });
  if (!turn_.is_muted()) user_.on_connected();
}

// Asserts the relations between the parts. Each part asserts its own.
bool session_core::invariants() const noexcept {
  assert(turn_.invariants());
  assert(receiver_.invariants());
  assert(sender_.invariants());
  assert(life_.invariants());
  [[maybe_unused]] const phase now = life_.now();
  assert(sender_.front().open == (now == phase::open));            // invariant: front-open
  assert(sender_.front().room == nullptr || turn_.is_running() ||  // invariant: front-open
         sender_.write_is_scheduled());
  assert(now > phase::open || receiver_.open_invariants());
  assert(!receiver_.peer_has_finished() || now >= phase::flushing);
  assert(turn_.is_over() == (now == phase::closed));
  assert(now != phase::draining || !sender_.write_is_scheduled());
  return true;
}

}  // namespace naru::detail
