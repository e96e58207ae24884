#include "status.hpp"

namespace kernel {

int winsock_error(status which) noexcept {
  switch (which) {
    case status::success:
      return 0;
    case status::pending:
      return WSA_IO_PENDING;
    case status::buffer_overflow:
      return WSAEMSGSIZE;
    case status::insufficient_resources:
      return WSAENOBUFS;
    case status::pipe_disconnected:
      return WSAESHUTDOWN;
    case status::cancelled:
      return WSA_OPERATION_ABORTED;
    case status::local_disconnect:
    case status::connection_aborted:
    case status::address_closed:
      return WSAECONNABORTED;
    case status::invalid_connection:
      return WSAENOTCONN;
    case status::invalid_parameter:
      return WSAEINVAL;
    case status::connection_reset:
    case status::port_unreachable:
      return WSAECONNRESET;
    case status::connection_refused:
      return WSAECONNREFUSED;
    case status::network_unreachable:
      return WSAENETUNREACH;
    case status::access_denied:
      return WSAEACCES;
  }
  return WSAEINVAL;
}

}  // namespace kernel
