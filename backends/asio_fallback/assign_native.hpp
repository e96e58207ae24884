// assign_native: makes a socket of Asio take an open handle over. The system's own calls open the
// handles, because Asio opens a handle first and only then keeps it from children.
#pragma once

#include <naru/native_handle.hpp>

#include <system_error>

#include "asio_fallback/convert.hpp"
#include "values/as_error.hpp"

namespace naru::detail {

/// Asio keeps a record of each socket, and there may be no memory for it. On failure the caller
/// keeps the handle. (On Windows Asio takes the handle before it allocates its record.)
template <class Socket, class Protocol>
[[nodiscard]] std::error_code assign_native(Socket& socket, const Protocol& protocol,
                                            native_handle handle) noexcept {
  const bool was_open = socket.is_open();
  const std::error_code failure = as_error([&] {
    std::error_code error;
    socket.assign(protocol, static_cast<typename Socket::native_handle_type>(handle), error);
    return from_asio(error);
  });
  std::error_code ignored;
  if (failure && !was_open && socket.is_open()) socket.release(ignored);
  return failure;
}

}  // namespace naru::detail
