#include <naru/tcp_listener.hpp>

#include <naru/proactor.hpp>
#include <naru/tcp_stream.hpp>

#include "with_handle.hpp"

namespace naru {
namespace {

std::error_code bad_file_descriptor() noexcept {
  return std::make_error_code(std::errc::bad_file_descriptor);
}

std::error_code check(const listen_options& options) noexcept {
  const bool good = options.backlog >= 0 && options.accepts_outstanding >= 1 &&
                    options.accepts_outstanding <= 256 && options.retry_delay.count() >= 0 &&
                    options.retry_delay <= std::chrono::hours(1);
  return good ? std::error_code() : std::make_error_code(std::errc::invalid_argument);
}

}  // namespace

tcp_listener::tcp_listener(proactor& owner, const endpoint& local, const listen_options& options)
    : proactor_(&owner) {
  if (const std::error_code error = listen(local, options)) {
    throw std::system_error(error, "cannot listen on " + local.to_string());
  }
}

std::error_code tcp_listener::listen(const endpoint& local, const listen_options& options) {
  if (const std::error_code error = check(options)) return error;
  socket_.reset();
  std::error_code error;
  socket_ = proactor_->listen(local, options, error);
  return error;
}

submission tcp_listener::accept(tcp_stream& accepted, operation& op) {
  if (!socket_) return proactor_->fail(op, bad_file_descriptor());
  return socket_->accept(accepted.socket_, *accepted.proactor_, op);
}

void tcp_listener::cancel(operation& op) noexcept {
  if (socket_) socket_->cancel(op);
}

void tcp_listener::cancel() noexcept {
  if (socket_) socket_->cancel();
}

void tcp_listener::close() noexcept {
  if (socket_) socket_->close(nullptr);
}

submission tcp_listener::close(operation& closed) noexcept {
  return socket_ ? socket_->close(&closed) : proactor_->post(closed);
}

bool tcp_listener::is_open() const noexcept { return socket_ && socket_->is_open(); }

naru::native_handle tcp_listener::native_handle() const noexcept {
  naru::native_handle found = detail::no_handle;
  if (!socket_) return found;
  static_cast<void>(detail::with_handle(*socket_, [&](naru::native_handle handle) {
    found = handle;
    return std::error_code();
  }));
  return found;
}

endpoint tcp_listener::local_endpoint() const noexcept {
  std::error_code ignored;
  return socket_ ? socket_->local_endpoint(ignored) : endpoint();
}

}  // namespace naru
