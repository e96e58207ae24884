// parts_with_handles: whether a connection can leave its proactor. Asio for Windows asks the system
// for that, and older systems refuse.
#pragma once

#include "native_socket.hpp"
#include "support.hpp"

namespace contract {

/// Returns false, with a message, if the system cannot part a handle from its completion port.
inline bool parts_with_handles(naru::proactor& proactor) {
  connected_pair pair(proactor);
  std::error_code error;
  const naru::native_handle handle = pair.client.release(error);
  if (error == std::errc::operation_not_supported) {
    MESSAGE("skipped: this system cannot part a handle from its completion port");
    return false;
  }
  const native_socket owner(handle);
  CHECK_FALSE(error);
  return true;
}

}  // namespace contract
