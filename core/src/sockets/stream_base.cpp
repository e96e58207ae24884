#include "sockets/stream_base.hpp"

#include <utility>

namespace naru::detail {

submission stream_base::start_receiving(std::span<const mutable_buffer> buffers, extent amount,
                                        operation& op) {
  return start<direction::receive>(receive_, buffers, amount, op);
}

submission stream_base::send(std::span<const const_buffer> buffers, operation& op) {
  return start<direction::send>(send_, buffers, extent::all, op);
}

// A plain connection has no layer that could have one.
submission stream_base::handshake(operation& op) {
  std::error_code refused;
  {
    const std::lock_guard lock(lock_);
    refused = refusal();
  }
  return loop_.finish(op, {refused, 0});
}

template <direction Which, class Buffer>
submission stream_base::start(transfer<Buffer>& own, std::span<const Buffer> buffers, extent amount,
                              operation& op) {
  constexpr bool receives = Which == direction::receive;
  std::unique_lock lock(lock_);
  if (!can_transfer() || own.pending != nullptr) [[unlikely]] {
    const std::error_code refused = refusal_of_transfer();
    lock.unlock();
    return loop_.fail(op, refused);
  }
  own.pending = &op;
  attach(op, receives ? operation_kind::receive : operation_kind::send);
  own.begin(buffers, amount);
  std::optional<io_result> result;
  if (amount == extent::all && own.left.finished()) {
    result.emplace();
  } else {
    own.asked = true;
    // A request may end on another thread from this call on. `op` stays until this thread has given
    // the lock back, because end takes the lock before the operation completes. After the unlock a
    // pending operation is not touched any more.
    if constexpr (receives) {
      result = start_receive(op);
    } else {
      result = start_send(op);
    }
  }
  if (!result) return submission::pending;
  free_place(Which, op);
  lock.unlock();
  return loop_.finish_at_once(op, *result);
}

// Needs the lock. Why no transfer can start.
std::error_code stream_base::refusal_of_transfer() const noexcept {
  if (const std::error_code refused = refusal()) return refused;
  if (loop_.shutting_down()) return std::make_error_code(std::errc::operation_canceled);
  return error::operation_already_pending;
}

std::optional<io_result> stream_base::go_on(direction which, operation& op) noexcept {
  assert(lock_.is_locked() && pending(which) == &op && was_asked(which));
  const bool receives = which == direction::receive;
  if (closing()) return canceled_after(receives ? receive_.moved : send_.moved);
  return receives ? start_receive(op) : start_send(op);
}

void stream_base::cancel(direction which) noexcept {
  const std::lock_guard lock(lock_);
  if (!closing() && pending(which) != nullptr) cancel_pending(which);
}

void stream_base::cancel(operation& op) noexcept {
  const std::lock_guard lock(lock_);
  if (closing()) return;
  if (receive_.pending == &op) cancel_pending(direction::receive);
  if (send_.pending == &op) cancel_pending(direction::send);
}

void stream_base::cancel_pending(direction which) noexcept {
  (which == direction::receive ? receive_.cancelled : send_.cancelled) = true;
  if (was_asked(which)) cancel_native(which);
}

// Pending requests are cancelled before the handle is closed. On Windows closing alone would reset
// the connection under a pending receive, and Asio would lose completions.
void stream_base::begin_close(close_mode mode) noexcept {
  if (handle_ == no_handle) return;
  if (mode == close_mode::reset) {
    static_cast<void>(calls().set_linger(handle_, std::chrono::seconds(0)));
  }
  for (const direction which : {direction::receive, direction::send}) {
    if (pending(which) != nullptr && was_asked(which)) cancel_native(which);
  }
}

// Refuses while a send is pending, because an unknown part of that send would be lost.
std::error_code stream_base::shutdown_send() noexcept {
  const std::lock_guard lock(lock_);
  if (const std::error_code refused = refusal()) return refused;
  if (send_.pending != nullptr) return error::operation_already_pending;
  return calls().shut_down_sending(handle_);
}

std::error_code stream_base::use_handle(handle_function function, void* context) noexcept {
  const std::lock_guard lock(lock_);
  const std::error_code refused = refusal();
  return refused ? refused : function(context, calls(), handle_);
}

std::error_code stream_base::release_handle(native_handle& handle) noexcept {
  const std::lock_guard lock(lock_);
  if (const std::error_code refused = refusal()) return refused;
  if (receive_.pending != nullptr || send_.pending != nullptr) {
    return error::operation_already_pending;
  }
  if (const std::error_code error = untie()) return error;
  handle = std::exchange(handle_, no_handle);
  established_ = false;  // no other operation can start
  return {};
}

endpoint stream_base::local_endpoint(std::error_code& error) const noexcept {
  const std::lock_guard lock(lock_);
  error = refusal();
  return error ? endpoint() : calls().local_endpoint(handle_, error);
}

endpoint stream_base::remote_endpoint(std::error_code& error) const noexcept {
  const std::lock_guard lock(lock_);
  error = established_ ? std::error_code() : std::make_error_code(std::errc::not_connected);
  return established_ ? peer_ : endpoint();
}

}  // namespace naru::detail
