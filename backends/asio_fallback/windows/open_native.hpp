// open_native: opens one of Asio's sockets.
#pragma once

#include <system_error>

#include "asio_fallback/convert.hpp"
#include "native/socket_options.hpp"
#include "values/as_error.hpp"

namespace naru::detail {

/// Asio keeps a record of each socket, for which there may be no memory.
template <class Socket, class Protocol>
[[nodiscard]] std::error_code assign_native(Socket& socket, const Protocol& protocol,
                                            typename Socket::native_handle_type handle) noexcept {
  return as_error([&] {
    std::error_code error;
    socket.assign(protocol, handle, error);
    return from_asio(error);
  });
}

template <class Socket>
[[nodiscard]] std::error_code open_native(Socket& socket,
                                          const stream_protocol& protocol) noexcept {
  const std::error_code error = as_error([&] {
    std::error_code refused;
    socket.open(protocol, refused);
    return from_asio(refused);
  });
  if (!error) keep_from_children(static_cast<native_handle>(socket.native_handle()));
  return error;
}

}  // namespace naru::detail
