#include <naru/tcp_stream.hpp>

#include <naru/proactor.hpp>

#include <utility>

namespace naru {
namespace {

std::error_code not_connected() noexcept { return std::make_error_code(std::errc::not_connected); }

}  // namespace

tcp_stream::tcp_stream(proactor& owner) noexcept : proactor_(&owner) {}

submission tcp_stream::connect(const endpoint& peer, operation& op) {
  if (!is_open()) socket_ = proactor_->make_stream();  // also after a failed attempt
  return socket_->connect(peer, op);
}

submission tcp_stream::receive(std::span<const mutable_buffer> buffers, operation& op) {
  return socket_ ? socket_->receive(buffers, op) : proactor_->fail(op, not_connected());
}

submission tcp_stream::receive(mutable_buffer buffer, operation& op) {
  return receive(std::span<const mutable_buffer>(&buffer, 1), op);
}

submission tcp_stream::send(std::span<const const_buffer> buffers, operation& op) {
  return socket_ ? socket_->send(buffers, op) : proactor_->fail(op, not_connected());
}

submission tcp_stream::send(const_buffer buffer, operation& op) {
  return send(std::span<const const_buffer>(&buffer, 1), op);
}

void tcp_stream::cancel(direction which) noexcept {
  if (socket_) socket_->cancel(which);
}

void tcp_stream::cancel() noexcept {
  cancel(direction::receive);
  cancel(direction::send);
}

void tcp_stream::cancel(operation& op) noexcept {
  if (socket_) socket_->cancel(op);
}

std::error_code tcp_stream::shutdown_send() noexcept {
  return socket_ ? socket_->shutdown_send() : not_connected();
}

void tcp_stream::close(close_mode mode) noexcept {
  if (socket_) socket_->close(mode, nullptr);
}

submission tcp_stream::close(close_mode mode, operation& closed) noexcept {
  return socket_ ? socket_->close(mode, &closed) : proactor_->post(closed);
}

std::error_code tcp_stream::set_no_delay(bool on) noexcept {
  return socket_ ? socket_->set_no_delay(on) : not_connected();
}

bool tcp_stream::is_open() const noexcept { return socket_ && socket_->is_open(); }

endpoint tcp_stream::local_endpoint(std::error_code& error) const noexcept {
  error = not_connected();
  return socket_ ? socket_->local_endpoint(error) : endpoint();
}

endpoint tcp_stream::remote_endpoint(std::error_code& error) const noexcept {
  error = not_connected();
  return socket_ ? socket_->remote_endpoint(error) : endpoint();
}

endpoint tcp_stream::local_endpoint() const noexcept {
  std::error_code ignored;
  return local_endpoint(ignored);
}

endpoint tcp_stream::remote_endpoint() const noexcept {
  std::error_code ignored;
  return remote_endpoint(ignored);
}

}  // namespace naru
