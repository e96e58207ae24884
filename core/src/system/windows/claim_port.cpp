#include "datagrams/datagram_handle.hpp"

#include <sockets.hpp>

namespace naru::detail {

// Without SO_EXCLUSIVEADDRUSE any program could take the port over by asking for SO_REUSEADDR.
std::error_code claim_port(native_handle handle, const udp_options& options) noexcept {
  if (options.reuse_port) {
    return std::make_error_code(std::errc::operation_not_supported);
  }
  const bool shares = options.share_address;
  return native::set_option(native::to_handle(handle), SOL_SOCKET,
                            shares ? SO_REUSEADDR : SO_EXCLUSIVEADDRUSE, BOOL{TRUE});
}

}  // namespace naru::detail
