// open_native: opens one of Asio's sockets. Asio tells the system after the fact that children are
// not to inherit it; here it is made so, and Asio takes it over.
#pragma once

#include <system_error>

#include "asio_fallback/convert.hpp"
#include "system/posix/descriptors.hpp"
#include "values/as_error.hpp"

namespace naru::detail {

/// Asio keeps a record of each socket, for which there may be no memory.
template <class Socket, class Protocol>
[[nodiscard]] std::error_code assign_native(Socket& socket, const Protocol& protocol,
                                            native::handle handle) noexcept {
  return as_error([&] {
    std::error_code error;
    socket.assign(protocol, handle, error);
    return from_asio(error);
  });
}

template <class Socket>
[[nodiscard]] std::error_code open_native(Socket& socket,
                                          const stream_protocol& protocol) noexcept {
  const native::handle handle = native::open_socket(protocol.family(), protocol.type());
  if (handle == native::no_handle) return native::last_error();
  const std::error_code error = assign_native(socket, protocol, handle);
  if (error) native::close(handle);
  return error;
}

}  // namespace naru::detail
