#include "datagrams/datagram_handle.hpp"

#include <sockets.hpp>

namespace naru::detail {

// On the BSDs, and so on macOS, SO_REUSEADDR shares a port only between different addresses. If
// several programs receive a group's datagrams on a port, it needs SO_REUSEPORT too.
std::error_code claim_port(native_handle handle, const udp_options& options) noexcept {
  const native::handle socket = native::to_handle(handle);
  const bool shares = options.share_address;
  std::error_code error;
  if (shares) error = native::set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1);
  if (!error && (shares || options.reuse_port)) {
    error = native::set_option(socket, SOL_SOCKET, SO_REUSEPORT, 1);
  }
  return error;
}

}  // namespace naru::detail
