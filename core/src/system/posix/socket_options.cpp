#include "native/socket_options.hpp"

#include <naru/error.hpp>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sockets.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include "system/posix/descriptors.hpp"
#include "system/posix/keep_idle.hpp"

namespace naru::detail {
namespace {

int buffer_option(direction which) noexcept {
  return which == direction::receive ? SO_RCVBUF : SO_SNDBUF;
}

int seconds(std::chrono::seconds time) noexcept { return static_cast<int>(time.count()); }

std::error_code check_type(int socket) noexcept {
  int type = 0;
  socklen_t size = sizeof type;
  if (::getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &size) != 0) return native::last_error();
  return type == SOCK_STREAM ? std::error_code()
                             : std::make_error_code(std::errc::wrong_protocol_type);
}

// The peer of a local socket may have no name, and not even a family. So this asks for the own
// name.
std::error_code find_family(int socket, socket_family& family) noexcept {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return native::last_error();
  }
  switch (address.ss_family) {
    case AF_INET:
      family = socket_family::v4;
      return {};
    case AF_INET6:
      family = socket_family::v6;
      return {};
    case AF_UNIX:
      family = socket_family::local;
      return {};
    default:
      return std::make_error_code(std::errc::address_family_not_supported);
  }
}

}  // namespace

std::error_code set_no_delay(native_handle handle, bool on) noexcept {
  return native::set_option(native::to_handle(handle), IPPROTO_TCP, TCP_NODELAY, on ? 1 : 0);
}

std::error_code set_keep_alive(native_handle handle, const keep_alive_options& options) noexcept {
  std::error_code error = native::set_option(native::to_handle(handle), IPPROTO_TCP,
                                             keep_idle_option, seconds(options.idle));
  if (!error)
    error = native::set_option(native::to_handle(handle), IPPROTO_TCP, TCP_KEEPINTVL,
                               seconds(options.interval));
  if (!error)
    error = native::set_option(native::to_handle(handle), IPPROTO_TCP, TCP_KEEPCNT, options.probes);
  if (!error) error = native::set_option(native::to_handle(handle), SOL_SOCKET, SO_KEEPALIVE, 1);
  return error;
}

std::error_code clear_keep_alive(native_handle handle) noexcept {
  return native::set_option(native::to_handle(handle), SOL_SOCKET, SO_KEEPALIVE, 0);
}

std::error_code set_linger(native_handle handle, std::chrono::seconds time) noexcept {
  return native::set_option(native::to_handle(handle), SOL_SOCKET, SO_LINGER,
                            linger{1, seconds(time)});
}

std::error_code clear_linger(native_handle handle) noexcept {
  return native::set_option(native::to_handle(handle), SOL_SOCKET, SO_LINGER, linger{0, 0});
}

std::error_code set_buffer_size(native_handle handle, direction which, int bytes) noexcept {
  return native::set_option(native::to_handle(handle), SOL_SOCKET, buffer_option(which), bytes);
}

std::size_t buffer_size(native_handle handle, direction which, std::error_code& error) noexcept {
  int bytes = 0;
  socklen_t size = sizeof bytes;
  const int result =
      ::getsockopt(native::to_handle(handle), SOL_SOCKET, buffer_option(which), &bytes, &size);
  error = result == 0 ? std::error_code() : native::last_error();
  return error ? 0 : static_cast<std::size_t>(bytes);
}

native::handle native::open_stream(int family) noexcept { return open_socket(family, SOCK_STREAM); }

std::error_code claim_address(native_handle handle, const listen_options& options) noexcept {
  std::error_code error;
  if (options.reuse_address) {
    error = native::set_option(native::to_handle(handle), SOL_SOCKET, SO_REUSEADDR, 1);
  }
  if (!error && options.reuse_port) {
    error = native::set_option(native::to_handle(handle), SOL_SOCKET, SO_REUSEPORT, 1);
  }
  return error;
}

std::error_code bind_error(const std::error_code& error) noexcept { return error; }

void keep_from_children(native_handle handle) noexcept {
  ::fcntl(native::to_handle(handle), F_SETFD, FD_CLOEXEC);
}

std::error_code examine_connection(native_handle handle, socket_family& family) noexcept {
  const int socket = native::to_handle(handle);
  if (const std::error_code error = check_type(socket)) return error;
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getpeername(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return native::last_error();
  }
  return find_family(socket, family);
}

// A system that cannot tell whether a socket listens says so at the first accept.
std::error_code examine_listener(native_handle handle, socket_family& family) noexcept {
  const int socket = native::to_handle(handle);
  if (const std::error_code error = check_type(socket)) return error;
  int listens = 0;
  socklen_t size = sizeof listens;
  const bool known = ::getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0;
  if (known && listens == 0) return std::make_error_code(std::errc::invalid_argument);
  return find_family(socket, family);
}

}  // namespace naru::detail
