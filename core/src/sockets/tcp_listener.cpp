#include <naru/tcp_listener.hpp>

#include <naru/detail/proactor_access.hpp>
#include <naru/proactor.hpp>
#include <naru/tcp_stream.hpp>

#include "sockets/listen_checks.hpp"
#include "sockets/with_handle.hpp"

namespace naru {
namespace {

std::error_code bad_file_descriptor() noexcept {
  return std::make_error_code(std::errc::bad_file_descriptor);
}

}  // namespace

tcp_listener::tcp_listener(proactor& owner, const endpoint& local, const listen_options& options)
    : proactor_(&owner) {
  if (const std::error_code error = listen(local, options)) {
    throw std::system_error(error, "cannot listen on " + local.to_string());
  }
}

std::error_code tcp_listener::listen(const endpoint& local, const listen_options& options) {
  if (const std::error_code error = detail::check(options)) return error;
  socket_.reset();
  std::error_code error;
  socket_ = detail::proactor_access::listen(*proactor_, local, options, error);
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
  return socket_ ? socket_->close(&closed) : proactor_->finish(closed, {});
}

bool tcp_listener::is_open() const noexcept { return socket_ && socket_->is_open(); }

naru::native_handle tcp_listener::native_handle() const noexcept {
  return socket_ ? detail::handle_of(*socket_) : detail::no_handle;
}

endpoint tcp_listener::local_endpoint(std::error_code& error) const noexcept {
  error = bad_file_descriptor();
  return socket_ ? socket_->local_endpoint(error) : endpoint();
}

endpoint tcp_listener::local_endpoint() const noexcept {
  std::error_code ignored;
  return local_endpoint(ignored);
}

}  // namespace naru
