#include <naru/stream.hpp>

#include <naru/proactor.hpp>

#include <limits>

#include "sockets/with_handle.hpp"
#include "values/refused.hpp"

namespace naru {

using detail::not_connected;

submission stream::receive(std::span<const mutable_buffer> buffers, operation& op) {
  return socket_ ? socket_->receive(buffers, op) : proactor_->fail(op, not_connected());
}

submission stream::receive(mutable_buffer buffer, operation& op) {
  return receive(std::span<const mutable_buffer>(&buffer, 1), op);
}

submission stream::receive_exactly(std::span<const mutable_buffer> buffers, operation& op) {
  return socket_ ? socket_->receive_exactly(buffers, op) : proactor_->fail(op, not_connected());
}

submission stream::receive_exactly(mutable_buffer buffer, operation& op) {
  return receive_exactly(std::span<const mutable_buffer>(&buffer, 1), op);
}

submission stream::send(std::span<const const_buffer> buffers, operation& op) {
  return socket_ ? socket_->send(buffers, op) : proactor_->fail(op, not_connected());
}

submission stream::send(const_buffer buffer, operation& op) {
  return send(std::span<const const_buffer>(&buffer, 1), op);
}

void stream::cancel(direction which) noexcept {
  if (socket_) socket_->cancel(which);
}

void stream::cancel() noexcept {
  cancel(direction::receive);
  cancel(direction::send);
}

void stream::cancel(operation& op) noexcept {
  if (socket_) socket_->cancel(op);
}

std::error_code stream::shutdown_send() noexcept {
  return socket_ ? socket_->shutdown_send() : not_connected();
}

void stream::close(close_mode mode) noexcept {
  if (socket_) socket_->close(mode, nullptr);
}

submission stream::close(close_mode mode, operation& closed) noexcept {
  return socket_ ? socket_->close(mode, &closed) : proactor_->finish(closed, {});
}

submission stream::close(operation& closed) noexcept { return close(close_mode::graceful, closed); }

bool stream::is_open() const noexcept { return socket_ && socket_->is_open(); }

std::error_code stream::set_buffer_size(direction which, std::size_t bytes) noexcept {
  constexpr std::size_t most = std::numeric_limits<int>::max();
  if (bytes == 0 || bytes > most) return std::make_error_code(std::errc::invalid_argument);
  if (!socket_) return not_connected();
  return detail::with_handle(*socket_, [=](auto& system, auto handle) {
    return system.set_buffer_size(handle, which, static_cast<int>(bytes));
  });
}

std::size_t stream::buffer_size(direction which, std::error_code& error) const noexcept {
  std::size_t bytes = 0;
  error = not_connected();
  if (!socket_) return 0;
  error = detail::with_handle(*socket_, [&](auto& system, auto handle) {
    std::error_code failure;
    bytes = system.buffer_size(handle, which, failure);
    return failure;
  });
  return bytes;
}

std::error_code stream::set_send_buffer_size(std::size_t bytes) noexcept {
  return set_buffer_size(direction::send, bytes);
}

std::error_code stream::set_receive_buffer_size(std::size_t bytes) noexcept {
  return set_buffer_size(direction::receive, bytes);
}

std::size_t stream::send_buffer_size(std::error_code& error) const noexcept {
  return buffer_size(direction::send, error);
}

std::size_t stream::receive_buffer_size(std::error_code& error) const noexcept {
  return buffer_size(direction::receive, error);
}

naru::native_handle stream::native_handle() const noexcept {
  return socket_ ? detail::handle_of(*socket_) : detail::no_handle;
}

}  // namespace naru
