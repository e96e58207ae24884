#include "datagrams/datagram_handle.hpp"

#include <sockets.hpp>

namespace naru::detail {

std::error_code claim_port(native_handle handle, const udp_options& options) noexcept {
  const native::handle socket = native::to_handle(handle);
  std::error_code error;
  if (options.share_address) {
    error = native::set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1);
  }
  if (!error && options.reuse_port) {
    error = native::set_option(socket, SOL_SOCKET, SO_REUSEPORT, 1);
  }
  return error;
}

}  // namespace naru::detail
