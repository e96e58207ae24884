#include <naru/unix_listener.hpp>

#include <naru/detail/proactor_access.hpp>
#include <naru/proactor.hpp>
#include <naru/unix_stream.hpp>

#include <string>

#include "sockets/listen_checks.hpp"
#include "sockets/with_handle.hpp"

namespace naru {

unix_listener::unix_listener(proactor& owner, const unix_endpoint& local,
                             const listen_options& options, path_removal removal)
    : proactor_(&owner) {
  if (const std::error_code error = listen(local, options, removal)) {
    throw std::system_error(error, "cannot listen on " + std::string(local.path()));
  }
}

std::error_code unix_listener::listen(const unix_endpoint& local, const listen_options& options,
                                      path_removal removal) {
  if (const std::error_code error = detail::check(options)) return error;
  if (local.path().empty()) return std::make_error_code(std::errc::invalid_argument);
  socket_.reset();
  std::error_code error;
  socket_ = detail::proactor_access::listen(*proactor_, local, options, removal, error);
  local_ = local;
  return error;
}

submission unix_listener::accept(unix_stream& accepted, operation& op) {
  if (!socket_) {
    return proactor_->fail(op, std::make_error_code(std::errc::bad_file_descriptor));
  }
  return socket_->accept(accepted.socket_, *accepted.proactor_, op);
}

void unix_listener::cancel(operation& op) noexcept {
  if (socket_) socket_->cancel(op);
}

void unix_listener::cancel() noexcept {
  if (socket_) socket_->cancel();
}

void unix_listener::close() noexcept {
  if (socket_) socket_->close(nullptr);
}

submission unix_listener::close(operation& closed) noexcept {
  return socket_ ? socket_->close(&closed) : proactor_->finish(closed, {});
}

bool unix_listener::is_open() const noexcept { return socket_ && socket_->is_open(); }

unix_endpoint unix_listener::local_endpoint(std::error_code& error) const noexcept {
  const bool listens = is_open();
  error = listens ? std::error_code() : std::make_error_code(std::errc::bad_file_descriptor);
  return listens ? local_ : unix_endpoint();
}

unix_endpoint unix_listener::local_endpoint() const noexcept {
  std::error_code ignored;
  return local_endpoint(ignored);
}

naru::native_handle unix_listener::native_handle() const noexcept {
  return socket_ ? detail::handle_of(*socket_) : detail::no_handle;
}

}  // namespace naru
