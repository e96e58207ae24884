#include <naru/detail/listener_handle.hpp>

#include <naru/detail/proactor_access.hpp>
#include <naru/proactor.hpp>

#include <string>
#include <utility>

#include "native/socket_options.hpp"
#include "sockets/listen_checks.hpp"
#include "sockets/with_handle.hpp"
#include "values/joined.hpp"

namespace naru::detail {
namespace {

std::error_code bad_file_descriptor() noexcept {
  return std::make_error_code(std::errc::bad_file_descriptor);
}

}  // namespace

std::error_code listener_handle::start(const endpoint& local, const listen_options& options) {
  if (const std::error_code error = check(options)) return error;
  socket_.reset();
  std::error_code error;
  socket_ = proactor_access::listen(*proactor_, local, options, error);
  return error;
}

std::error_code listener_handle::start(const unix_endpoint& local, const listen_options& options) {
  if (const std::error_code error = check(options)) return error;
  if (local.path().empty()) return std::make_error_code(std::errc::invalid_argument);
  socket_.reset();
  const path_removal removal = options.remove_file ? path_removal::on_close : path_removal::never;
  std::error_code error;
  socket_ = proactor_access::listen(*proactor_, local, options, removal, error);
  return error;
}

std::error_code listener_handle::take_over(naru::native_handle handle, bool is_local,
                                           const listen_options& options) {
  if (const std::error_code error = check(options)) return error;
  socket_family family{};
  if (const std::error_code error = examine_listener(handle, family)) return error;
  if ((family == socket_family::local) != is_local) {
    return std::make_error_code(std::errc::address_family_not_supported);
  }
  std::error_code error;
  listener_pointer adopted =
      proactor_access::adopt_listener(*proactor_, handle, family, options, error);
  if (error) return error;
  keep_from_children(handle);
  socket_ = std::move(adopted);
  return {};
}

void listener_handle::refuse(const std::error_code& error, const endpoint& local) {
  throw std::system_error(error, joined({"cannot listen on ", local.to_string()}));
}

void listener_handle::refuse(const std::error_code& error, const unix_endpoint& local) {
  throw std::system_error(error, joined({"cannot listen on ", local.path()}));
}

submission listener_handle::accept_into(stream_pointer& accepted, proactor& home, operation& op) {
  if (!socket_) return proactor_->fail(op, bad_file_descriptor());
  return socket_->accept(accepted, home, op);
}

void listener_handle::cancel(operation& op) noexcept {
  if (socket_) socket_->cancel(op);
}

void listener_handle::cancel() noexcept {
  if (socket_) socket_->cancel();
}

void listener_handle::close() noexcept {
  if (socket_) socket_->close(nullptr);
}

submission listener_handle::close(operation& closed) noexcept {
  return socket_ ? socket_->close(&closed) : proactor_->finish(closed, {});
}

bool listener_handle::is_open() const noexcept { return socket_ && socket_->is_open(); }

naru::native_handle listener_handle::native_handle() const noexcept {
  return socket_ ? handle_of(*socket_) : no_handle;
}

endpoint listener_handle::place(const endpoint&, std::error_code& error) const noexcept {
  error = bad_file_descriptor();
  return socket_ ? socket_->local_endpoint(error) : endpoint();
}

unix_endpoint listener_handle::place(const unix_endpoint& asked,
                                     std::error_code& error) const noexcept {
  const bool listens = is_open();
  error = listens ? std::error_code() : bad_file_descriptor();
  return listens ? asked : unix_endpoint();
}

}  // namespace naru::detail
