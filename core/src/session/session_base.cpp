#include <naru/session/session_base.hpp>

#include <naru/detail/misuse.hpp>

#include <utility>

#include "session/session_core.hpp"
#include "session/session_host.hpp"
#include "session/session_timers.hpp"

namespace naru {

void detail::release_session_core::operator()(session_core* released) const noexcept {
  delete released;
}

std::uint64_t session_base::id() const noexcept {
  detail::session_core* const begun = core();
  return begun != nullptr ? begun->id() : 0;
}

proactor& session_base::owner() const noexcept {
  detail::session_core* const begun = core();
  if (begun == nullptr) {
    detail::misuse("session.owner() was called before the session had begun");
  }
  return begun->host().owner();
}

endpoint session_base::remote_endpoint() const noexcept {
  detail::session_core* const begun = core();
  return begun != nullptr ? begun->remote() : endpoint();
}

endpoint session_base::local_endpoint() const noexcept {
  detail::session_core* const begun = core();
  return begun != nullptr ? begun->local() : endpoint();
}

void session_base::close() noexcept { close(naru::close_code()); }

void session_base::close(const naru::close_code& code) noexcept {
  detail::session_core* const begun = core();
  if (begun != nullptr) begun->close(close_reason::closed_by_program, detail::kept_code(code));
}

void session_base::abort() noexcept { abort(naru::close_code()); }

void session_base::abort(const naru::close_code& code) noexcept {
  detail::session_core* const begun = core();
  if (begun != nullptr) begun->abort(detail::kept_code(code));
}

std::size_t session_base::queued_bytes() const noexcept {
  detail::session_core* const begun = core();
  return begun != nullptr ? begun->queued_bytes() : 0;
}

std::error_code session_base::close_error() const noexcept {
  detail::session_core* const begun = core();
  return begun != nullptr ? begun->error() : std::error_code();
}

close_code session_base::close_code() const noexcept {
  detail::session_core* const begun = core();
  return begun != nullptr ? begun->code() : naru::close_code();
}

detail::reservation session_base::reserve(detail::session_lock lock, std::size_t size) const {
  return core_->reserve(std::move(lock), size);
}

send_outcome session_base::send_shared(const detail::segment_pointer& holder,
                                       const_buffer bytes) const {
  detail::session_core* const begun = core();
  if (begun == nullptr) return send_outcome::closed;
  detail::write_batch alone;
  return begun->send_shared(holder, bytes, alone);
}

void session_base::hold_turn() noexcept { core_->hold_turn(); }

const_buffer session_base::unread() const noexcept { return core_->unread(); }

std::size_t session_base::messages_left() const noexcept { return core_->messages_left(); }

void session_base::took(const detail::taken_messages& taken) noexcept { core_->holder_took(taken); }

bool session_base::fail(const std::exception_ptr& thrown) noexcept {
  return core_->fail(thrown, detail::session_core::own_function);
}

void session_base::give_back_turn() { core_->give_back_turn(); }

void session_base::set_paused(bool paused) noexcept {
  detail::session_core* const begun = core();
  if (begun != nullptr) begun->set_paused(paused);
}

bool session_base::enqueue(detail::posted_function& function) noexcept {
  detail::session_core* const begun = core();
  return begun != nullptr && begun->enqueue(function);
}

bool session_base::start_after(proactor::duration time, detail::once_function function) {
  detail::session_core* const begun = core();
  detail::session_timers* const timers = begun != nullptr ? begun->timers() : nullptr;
  return timers != nullptr && timers->timers().after(time, std::move(function));
}

bool session_base::start_every(proactor::duration period,
                               std::unique_ptr<detail::recurring> function) {
  detail::session_core* const begun = core();
  detail::session_timers* const timers = begun != nullptr ? begun->timers() : nullptr;
  return timers != nullptr && timers->timers().every(period, std::move(function));
}

}  // namespace naru
