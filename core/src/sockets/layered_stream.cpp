// The functions that other threads call. Each leaves a note, and takes the turn if it is free.
#include "sockets/layered_stream.hpp"

#include <type_traits>

#include "loop/loop_operations.hpp"

namespace naru::detail {

void layered_stream::begin() noexcept { run_turn(lock_holder(lock_), nullptr); }

submission layered_stream::connect(const endpoint& /*peer*/, operation& op) {
  return loop_.fail(op, std::make_error_code(std::errc::already_connected));
}

submission layered_stream::connect(const unix_endpoint& /*peer*/, operation& op) {
  return loop_.fail(op, std::make_error_code(std::errc::already_connected));
}

submission layered_stream::receive(std::span<const mutable_buffer> buffers, operation& op) {
  return start(receive_, buffers, extent::some, op);
}

submission layered_stream::receive_exactly(std::span<const mutable_buffer> buffers, operation& op) {
  return start(receive_, buffers, extent::all, op);
}

submission layered_stream::send(std::span<const const_buffer> buffers, operation& op) {
  return start(send_, buffers, extent::all, op);
}

template <class Buffer>
submission layered_stream::start(transfer<Buffer>& own, std::span<const Buffer> buffers,
                                 extent amount, operation& op) {
  constexpr bool sends = std::is_same_v<Buffer, const_buffer>;
  lock_holder lock(lock_);
  std::error_code refused = refusal();
  if (!refused && own.pending != nullptr) refused = error::operation_already_pending;
  if (!refused && sends && is_ending_) refused = std::make_error_code(std::errc::broken_pipe);
  if (refused) {
    lock.unlock();
    return loop_.fail(op, refused);
  }
  own.pending = &op;
  attach(op);
  own.begin(buffers, amount);
  std::optional<io_result> result;
  if (amount == extent::all && own.left.finished()) {
    own.pending = nullptr;
    lock.unlock();
    result.emplace();
  } else {
    result = run_turn(std::move(lock), &op);
  }
  return result ? loop_.finish_at_once(op, *result) : submission::pending;
}

submission layered_stream::handshake(operation& op) {
  lock_holder lock(lock_);
  std::error_code refused = refusal();
  if (!refused && handshake_ != nullptr) refused = error::operation_already_pending;
  if (refused) {
    lock.unlock();
    return loop_.fail(op, refused);
  }
  handshake_ = &op;
  handshake_is_cancelled_ = false;
  attach(op);
  const std::optional<io_result> result = run_turn(std::move(lock), &op);
  return result ? loop_.finish_at_once(op, *result) : submission::pending;
}

std::error_code layered_stream::refusal() const noexcept {
  assert(lock_.is_locked());
  if (closing()) return std::make_error_code(std::errc::bad_file_descriptor);
  if (loop_.shutting_down()) return std::make_error_code(std::errc::operation_canceled);
  return {};
}

void layered_stream::cancel(direction which) noexcept {
  lock_holder lock(lock_);
  if (closing()) return;
  if (which == direction::receive) {
    receive_.cancelled = true;
    handshake_is_cancelled_ = true;
  } else {
    send_.cancelled = true;
  }
  run_turn(std::move(lock), nullptr);
}

void layered_stream::cancel(operation& op) noexcept {
  lock_holder lock(lock_);
  if (closing()) return;
  if (receive_.pending == &op) {
    receive_.cancelled = true;
  } else if (send_.pending == &op) {
    send_.cancelled = true;
  } else if (handshake_ == &op) {
    handshake_is_cancelled_ = true;
  } else {
    return;
  }
  run_turn(std::move(lock), nullptr);
}

// The end of the conversation is made and sent in the turn, which may be another thread's, so its
// failure shows in what the program does next.
std::error_code layered_stream::shutdown_send() noexcept {
  lock_holder lock(lock_);
  if (closing()) return std::make_error_code(std::errc::bad_file_descriptor);
  if (send_.pending != nullptr) return error::operation_already_pending;
  is_ending_ = true;
  run_turn(std::move(lock), nullptr);
  return {};
}

void layered_stream::begin_close(close_mode mode) noexcept { close_mode_ = mode; }

// The turn sees that the stream closes, because that is marked under the lock before this call. The
// caller's hold keeps this object.
void layered_stream::close_handle() noexcept { run_turn(lock_holder(lock_), nullptr); }

// These three end with the hold of what was asked of the stream below, which may be the last.
void layered_stream::on_received() noexcept {
  lock_holder lock(lock_);
  has_received_ = true;
  run_turn(std::move(lock), nullptr);
  drop_hold();
}

void layered_stream::on_sent() noexcept {
  lock_holder lock(lock_);
  has_sent_ = true;
  run_turn(std::move(lock), nullptr);
  drop_hold();
}

void layered_stream::on_below_ready() noexcept {
  lock_holder lock(lock_);
  has_below_ended_handshake_ = true;
  run_turn(std::move(lock), nullptr);
  drop_hold();
}

std::error_code layered_stream::use_handle(handle_function function, void* context) noexcept {
  if (closing()) return std::make_error_code(std::errc::bad_file_descriptor);
  return below_->use_handle(function, context);
}

std::error_code layered_stream::adopt(native_handle /*handle*/, socket_family /*family*/) noexcept {
  return std::make_error_code(std::errc::operation_not_supported);
}

std::error_code layered_stream::release_handle(native_handle& /*handle*/) noexcept {
  return std::make_error_code(std::errc::operation_not_supported);
}

endpoint layered_stream::local_endpoint(std::error_code& error) const noexcept {
  return below_->local_endpoint(error);
}

endpoint layered_stream::remote_endpoint(std::error_code& error) const noexcept {
  return below_->remote_endpoint(error);
}

}  // namespace naru::detail
