// assign_native: has one of Asio's sockets take an open handle over. Handles are opened by the
// system's own calls, because Asio tells the system after the fact that children are not to inherit
// them.
#pragma once

#include <naru/native_handle.hpp>

#include <system_error>

#include "asio_fallback/convert.hpp"
#include "values/as_error.hpp"

namespace naru::detail {

/// Asio keeps a record of each socket, for which there may be no memory. On failure the handle
/// stays the caller's.
template <class Socket, class Protocol>
[[nodiscard]] std::error_code assign_native(Socket& socket, const Protocol& protocol,
                                            native_handle handle) noexcept {
  return as_error([&] {
    std::error_code error;
    socket.assign(protocol, static_cast<typename Socket::native_handle_type>(handle), error);
    return from_asio(error);
  });
}

}  // namespace naru::detail
