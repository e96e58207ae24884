#include "native/socket_options.hpp"

#include <sockets.hpp>

#include <windows.h>
#include <mstcpip.h>

namespace naru::detail {
namespace {

// Windows has these from Windows 10 version 1709 on; older headers lack the names.
constexpr int tcp_keepidle = 3;    // TCP_KEEPIDLE
constexpr int tcp_keepcnt = 16;    // TCP_KEEPCNT
constexpr int tcp_keepintvl = 17;  // TCP_KEEPINTVL

int buffer_option(direction which) noexcept {
  return which == direction::receive ? SO_RCVBUF : SO_SNDBUF;
}

// For systems without the three options above. There the program cannot choose the number of
// probes.
std::error_code set_keep_alive_times(native_handle handle,
                                     const keep_alive_options& options) noexcept {
  const auto milliseconds = [](std::chrono::seconds time) {
    return static_cast<ULONG>(std::chrono::milliseconds(time).count());
  };
  tcp_keepalive times{};
  times.onoff = 1;
  times.keepalivetime = milliseconds(options.idle);
  times.keepaliveinterval = milliseconds(options.interval);
  DWORD bytes = 0;
  const int result = ::WSAIoctl(native::to_handle(handle), SIO_KEEPALIVE_VALS, &times, sizeof times,
                                nullptr, 0, &bytes, nullptr, nullptr);
  return result == 0 ? std::error_code() : native::last_error();
}

std::error_code read_option(SOCKET socket, int option, int& value) noexcept {
  int size = sizeof value;
  auto* const place = reinterpret_cast<char*>(&value);
  const int failed = ::getsockopt(socket, SOL_SOCKET, option, place, &size);
  return failed == 0 ? std::error_code() : native::last_error();
}

std::error_code check_type(SOCKET socket) noexcept {
  int type = 0;
  if (const std::error_code error = read_option(socket, SO_TYPE, type)) return error;
  return type == SOCK_STREAM ? std::error_code()
                             : std::make_error_code(std::errc::wrong_protocol_type);
}

std::error_code find_family(SOCKET socket, socket_family& family) noexcept {
  sockaddr_storage address{};
  int size = sizeof address;
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
  return native::set_option(native::to_handle(handle), IPPROTO_TCP, TCP_NODELAY,
                            BOOL{on ? TRUE : FALSE});
}

std::error_code set_keep_alive(native_handle handle, const keep_alive_options& options) noexcept {
  const auto seconds = [](std::chrono::seconds time) { return static_cast<DWORD>(time.count()); };
  const auto probes = static_cast<DWORD>(options.probes);
  std::error_code error = native::set_option(native::to_handle(handle), IPPROTO_TCP, tcp_keepidle,
                                             seconds(options.idle));
  if (!error)
    error = native::set_option(native::to_handle(handle), IPPROTO_TCP, tcp_keepintvl,
                               seconds(options.interval));
  if (!error)
    error = native::set_option(native::to_handle(handle), IPPROTO_TCP, tcp_keepcnt, probes);
  if (error.value() == WSAENOPROTOOPT) return set_keep_alive_times(handle, options);
  if (!error)
    error = native::set_option(native::to_handle(handle), SOL_SOCKET, SO_KEEPALIVE, BOOL{TRUE});
  return error;
}

std::error_code clear_keep_alive(native_handle handle) noexcept {
  return native::set_option(native::to_handle(handle), SOL_SOCKET, SO_KEEPALIVE, BOOL{FALSE});
}

std::error_code set_linger(native_handle handle, std::chrono::seconds time) noexcept {
  return native::set_option(native::to_handle(handle), SOL_SOCKET, SO_LINGER,
                            linger{1, static_cast<u_short>(time.count())});
}

std::error_code clear_linger(native_handle handle) noexcept {
  return native::set_option(native::to_handle(handle), SOL_SOCKET, SO_LINGER, linger{0, 0});
}

std::error_code set_buffer_size(native_handle handle, direction which, int bytes) noexcept {
  return native::set_option(native::to_handle(handle), SOL_SOCKET, buffer_option(which), bytes);
}

std::size_t buffer_size(native_handle handle, direction which, std::error_code& error) noexcept {
  int bytes = 0;
  int size = sizeof bytes;
  const int result = ::getsockopt(native::to_handle(handle), SOL_SOCKET, buffer_option(which),
                                  reinterpret_cast<char*>(&bytes), &size);
  error = result == 0 ? std::error_code() : native::last_error();
  return error ? 0 : static_cast<std::size_t>(bytes);
}

void keep_from_children(native_handle handle) noexcept {
  ::SetHandleInformation(reinterpret_cast<HANDLE>(handle), HANDLE_FLAG_INHERIT, 0);
}

native::handle native::open_stream(int family) noexcept {
  const int protocol = family == AF_UNIX ? 0 : IPPROTO_TCP;
  return ::WSASocketW(family, SOCK_STREAM, protocol, nullptr, 0,
                      WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
}

// A close that waits for its peer (SO_LINGER with a time) is refused on a socket whose calls do not
// block, and then the socket stays open (closesocket on Microsoft Learn).
void native::close(handle socket) noexcept {
  if (::closesocket(socket) == 0 || ::WSAGetLastError() != WSAEWOULDBLOCK) return;
  u_long non_blocking = 0;
  ::ioctlsocket(socket, static_cast<long>(FIONBIO), &non_blocking);
  if (::closesocket(socket) == 0 || ::WSAGetLastError() != WSAEWOULDBLOCK) return;
  // A connection that ends with a reset is better than a handle that nobody can close any more.
  set_option(socket, SOL_SOCKET, SO_LINGER, linger{1, 0});
  ::closesocket(socket);
}

// listen_options::reuse_address sets no option. SO_REUSEADDR would let any program take the port
// over. With SO_EXCLUSIVEADDRUSE nobody could listen on the port while a connection that the
// earlier listener accepted still exists ("Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE" on
// Microsoft Learn).
std::error_code claim_address(native_handle handle, const listen_options& options) noexcept {
  if (options.reuse_port) {
    return std::make_error_code(std::errc::operation_not_supported);
  }
  if (options.reuse_address) return {};
  return native::set_option(native::to_handle(handle), SOL_SOCKET, SO_EXCLUSIVEADDRUSE, BOOL{TRUE});
}

// bind reports WSAEACCES if a program holds the port exclusively on every address, or if the
// system has reserved the port (bind on Microsoft Learn). Windows has no privileged ports.
std::error_code bind_error(const std::error_code& error) noexcept {
  if (error.value() != WSAEACCES) return error;
  return {WSAEADDRINUSE, system_category()};
}

std::error_code examine_connection(native_handle handle, socket_family& family) noexcept {
  const SOCKET socket = native::to_handle(handle);
  if (const std::error_code error = check_type(socket)) return error;
  sockaddr_storage address{};
  int size = sizeof address;
  if (::getpeername(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return native::last_error();
  }
  return find_family(socket, family);
}

std::error_code examine_listener(native_handle handle, socket_family& family) noexcept {
  const SOCKET socket = native::to_handle(handle);
  if (const std::error_code error = check_type(socket)) return error;
  int listens = 0;
  if (const std::error_code error = read_option(socket, SO_ACCEPTCONN, listens)) return error;
  if (listens == 0) return std::make_error_code(std::errc::invalid_argument);
  return find_family(socket, family);
}

}  // namespace naru::detail
