// Opens a listener: its socket takes its address as the options want it, and listens. Or it adopts
// a socket that listens already.
#include <utility>

#include "native/native_address.hpp"
#include "native/socket_options.hpp"
#include "sockets/listener_base.hpp"
#include "sockets/socket_handle.hpp"

namespace naru::detail {
namespace {

std::error_code bind_to(native::handle socket, const sockaddr* where,
                        native::length size) noexcept {
  return ::bind(socket, where, size) == 0 ? std::error_code() : native::last_error();
}

std::error_code set_dual_stack(native::handle socket, bool accept_ipv4) noexcept {
  return native::set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, accept_ipv4 ? 0 : 1);
}

}  // namespace

std::error_code listener_base::open(const endpoint& local, const listen_options& options) noexcept {
  const auto family = local.address().is_v4() ? socket_family::v4 : socket_family::v6;
  return listen(family, options.backlog, [&](native::handle socket) {
    std::error_code error = claim_address(static_cast<native_handle>(socket), options);
    if (!error && family == socket_family::v6) error = set_dual_stack(socket, options.accept_ipv4);
    if (error) return error;
    native_address where(local);
    return bind_error(bind_to(socket, where.data(), where.size()));
  });
}

std::error_code listener_base::open(const unix_endpoint& local, const listen_options& options,
                                    path_removal removal) noexcept {
  return listen(socket_family::local, options.backlog, [&](native::handle socket) {
    const unix_address where(local);
    const auto* const address = reinterpret_cast<const sockaddr*>(where.bytes.data());
    const auto error = bind_to(socket, address, static_cast<native::length>(where.size));
    if (error || removal == path_removal::never) return error;
    // The path is removed when the listener closes, if it still leads to the file that bind has
    // made.
    path_ = local;
    made_ = identify(local);
    return error;
  });
}

template <class Bind>
std::error_code listener_base::listen(socket_family family, int backlog, Bind bind) noexcept {
  const std::lock_guard lock(lock_);
  std::error_code error;
  const native_handle opened = open_stream_handle(family, error);
  if (error) return error;
  const native::handle socket = native::to_handle(opened);
  error = bind(socket);
  if (!error && ::listen(socket, backlog == 0 ? SOMAXCONN : backlog) != 0) {
    error = native::last_error();
  }
  if (!error) error = begin(opened, family);
  if (error) {
    // The path is removed before the close. While the socket is open, no other file can have the
    // identity that bind made.
    if (!path_.path().empty()) remove_path(std::exchange(path_, {}), made_);
    native::close(socket);
  }
  return error;
}

std::error_code listener_base::adopt(native_handle handle, socket_family family) noexcept {
  const std::lock_guard lock(lock_);
  return begin(handle, family);
}

std::error_code listener_base::begin(native_handle handle, socket_family family) noexcept {
  if (const std::error_code error = tie(handle, family)) return error;
  handle_ = handle;
  family_ = family;
  accept_more();
  return {};
}

}  // namespace naru::detail
