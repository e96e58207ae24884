#include "sockets/socket_handle.hpp"

#include "native/native_address.hpp"
#include "values/no_handle.hpp"

namespace naru::detail {
namespace {

int native_family(socket_family family) noexcept {
  if (family == socket_family::local) return AF_UNIX;
  return family == socket_family::v4 ? AF_INET : AF_INET6;
}

}  // namespace

native_handle open_stream_handle(socket_family family, std::error_code& error) noexcept {
  const native::handle opened = native::open_stream(native_family(family));
  const bool refused = opened == native::no_handle;
  error = refused ? native::last_error() : std::error_code();
  return refused ? no_handle : static_cast<native_handle>(opened);
}

std::error_code shut_down_sending(native_handle handle) noexcept {
  const bool done = ::shutdown(native::to_handle(handle), native::shut_sending) == 0;
  return done ? std::error_code() : native::last_error();
}

endpoint local_endpoint_of(native_handle handle, std::error_code& error) noexcept {
  native_address local;
  const bool known = ::getsockname(native::to_handle(handle), local.data(), local.length()) == 0;
  error = known ? std::error_code() : native::last_error();
  return known ? local.to_endpoint() : endpoint();
}

endpoint remote_endpoint_of(native_handle handle, std::error_code& error) noexcept {
  native_address peer;
  const bool known = ::getpeername(native::to_handle(handle), peer.data(), peer.length()) == 0;
  error = known ? std::error_code() : native::last_error();
  return known ? peer.to_endpoint() : endpoint();
}

}  // namespace naru::detail
