// with_handle: calls a function with the handle of a socket and the calls that understand it, while
// no other thread can close it.
#pragma once

#include <naru/detail/socket.hpp>

#include <concepts>

#include "sockets/socket_calls.hpp"
#include "values/no_handle.hpp"

namespace naru::detail {

/// Returns the function's result, or the error that tells why there is no handle.
template <class Socket, std::invocable<socket_calls&, native_handle> Function>
std::error_code with_handle(Socket& socket, Function function) noexcept {
  const auto call = [](void* context, socket_calls& system,
                       native_handle handle) noexcept -> std::error_code {
    return (*static_cast<Function*>(context))(system, handle);
  };
  return socket.use_handle(call, &function);
}

/// Returns the handle that a program may see, or no_handle. The socket may be closed at any time.
template <class Socket>
[[nodiscard]] native_handle handle_of(Socket& socket) noexcept {
  native_handle found = no_handle;
  static_cast<void>(with_handle(socket, [&](socket_calls& system, native_handle handle) {
    found = system.visible(handle);
    return std::error_code();
  }));
  return found;
}

}  // namespace naru::detail
