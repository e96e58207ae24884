#include "sockets/listener_base.hpp"

#include <naru/error.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "sockets/open_socket.hpp"
#include "sockets/stream_base.hpp"

namespace naru::detail {

listener_base::listener_base(loop& owner, std::chrono::milliseconds retry_delay)
    : socket_base(owner), retry_delay_(retry_delay) {
  loop_.keep_room(retry_timer_);
}

// There is still room to give back only if a derived class's constructor has thrown.
listener_base::~listener_base() {
  if (retry_timer_.has_room) loop_.give_back_room(retry_timer_);
}

submission listener_base::accept(stream_pointer& accepted, proactor& home, operation& op) {
  std::error_code refused;
  if (home.backend() != loop_.backend())
    refused = std::make_error_code(std::errc::invalid_argument);
  {
    const std::lock_guard lock(lock_);
    if (closing()) refused = std::make_error_code(std::errc::bad_file_descriptor);
    if (loop_.shutting_down()) refused = std::make_error_code(std::errc::operation_canceled);
    if (!refused) {
      attach(op, operation_kind::accept);
      operation_access::emplace_native<waiter>(op, waiter{&accepted, &home});
      waiters_.push(op);
      if (paused_) {
        arm_retry();
      } else {
        accept_more();
      }
    }
  }
  return refused ? loop_.fail(op, refused) : submission::pending;
}

// The backend's requests go on, and a connection that they bring waits for the next accept. A
// connection that has come already is handed over, because it came before the cancel.
void listener_base::cancel(operation& op) noexcept {
  const std::lock_guard lock(lock_);
  if (!paused_ && waiters_.contains(op)) look_again();
  if (!waiters_.contains(op)) return;
  if (!paused_ && ask_request_to_end()) {
    waiter_of(op).cancelled = true;
    return;
  }
  waiters_.remove(op);
  loop_.complete(op, {std::make_error_code(std::errc::operation_canceled), 0});
  if (!someone_waits()) disarm_retry();
}

void listener_base::cancel() noexcept {
  const std::lock_guard lock(lock_);
  if (!paused_ && someone_waits()) look_again();
  if (!paused_ && someone_waits() && ask_request_to_end()) {
    operation_queue all = std::move(waiters_);
    while (operation* const each = all.pop()) {
      waiter_of(*each).cancelled = true;
      waiters_.push(*each);
    }
    return;
  }
  cancel_all();
  disarm_retry();
}

void listener_base::end_cancelled() noexcept {
  assert(lock_.is_locked());
  operation_queue all = std::move(waiters_);
  while (operation* const each = all.pop()) {
    if (waiter_of(*each).cancelled) {
      loop_.complete(*each, {std::make_error_code(std::errc::operation_canceled), 0});
    } else {
      waiters_.push(*each);
    }
  }
  if (!someone_waits()) disarm_retry();
}

void listener_base::cancel_all() noexcept {
  while (someone_waits()) serve_next({std::make_error_code(std::errc::operation_canceled), 0});
}

std::error_code listener_base::use_handle(handle_function function, void* context) noexcept {
  const std::lock_guard lock(lock_);
  if (closing()) return std::make_error_code(std::errc::bad_file_descriptor);
  return function(context, calls(), handle_);
}

endpoint listener_base::local_endpoint(std::error_code& error) const noexcept {
  const std::lock_guard lock(lock_);
  error = std::make_error_code(std::errc::bad_file_descriptor);
  return closing() ? endpoint() : calls().local_endpoint(handle_, error);
}

// accept(2) reports errors of a connection that went away before it could be taken. For a
// connection that was reset, macOS reports an invalid argument, and Windows reports that there is
// no connection.
bool listener_base::concerns_one_connection(const std::error_code& error) noexcept {
  constexpr std::array losses{std::errc::connection_aborted, std::errc::connection_reset,
                              std::errc::protocol_error,     std::errc::network_down,
                              std::errc::host_unreachable,   std::errc::network_unreachable,
                              std::errc::timed_out,          std::errc::interrupted,
                              std::errc::not_connected,      std::errc::invalid_argument};
  return std::ranges::any_of(losses, [&](std::errc each) { return error == each; });
}

listener_base::waiter& listener_base::next_waiter() noexcept {
  assert(lock_.is_locked() && someone_waits());
  return waiter_of(*waiters_.front());
}

listener_base::waiter& listener_base::waiter_of(operation& op) noexcept {
  return *static_cast<waiter*>(operation_access::native(op));
}

// Every stream of this backend is a stream_base. `accept` has refused proactors of other backends.
std::error_code listener_base::deliver(native_handle connection, const endpoint& peer) noexcept {
  const waiter& first = next_waiter();
  stream_pointer stream;
  std::error_code error = make_stream(*first.home, stream);
  if (!error) error = static_cast<stream_base&>(*stream).accepted(connection, family_, peer);
  if (!error) *first.accepted = std::move(stream);
  return error;
}

void listener_base::serve_next(const io_result& result) noexcept {
  assert(lock_.is_locked() && someone_waits());
  assert((result.error || *next_waiter().accepted) && "an accept without error has its stream");
  loop_.complete(*waiters_.pop(), result);
}

void listener_base::pause(const std::error_code& error) noexcept {
  assert(lock_.is_locked() && !closing());
  paused_ = true;
  retry_timer_.deadline = loop_.now() + retry_delay_;
  if (someone_waits()) serve_next({error, 0});
  if (someone_waits()) arm_retry();
}

// The timer runs only while an accept waits. So a listener without waiting accepts does not keep
// the loop running.
void listener_base::arm_retry() noexcept {
  if (retry_armed_) return;
  retry_armed_ = true;
  add_hold();
  loop_.start_timer(retry_timer_, retry_timer_.deadline, retried_);
}

// The pause itself goes on, for the next accept.
void listener_base::disarm_retry() noexcept { loop_.cancel_timer(retry_timer_); }

void listener_base::retry() {
  {
    const std::lock_guard lock(lock_);
    const bool disarmed = static_cast<bool>(retried_.result().error);
    retry_armed_ = false;
    paused_ = paused_ && disarmed;
    if (!closing() && !paused_) accept_more();
    if (paused_ && someone_waits()) arm_retry();  // for one that came while disarmed
  }
  drop_hold();
}

void listener_base::begin_close(close_mode) noexcept {
  disarm_retry();
  loop_.give_back_room(retry_timer_);
  if (!path_.path().empty()) remove_path(path_, made_);
  close_acceptor();
  cancel_all();
}

}  // namespace naru::detail
