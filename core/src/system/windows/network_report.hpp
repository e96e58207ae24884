// network_report: the errors by which the network reports on datagrams that were sent earlier
// (ICMP). A socket gets such an error from the next call, whatever it is.
#pragma once

#include <winsock2.h>

namespace naru::detail {

[[nodiscard]] constexpr bool is_network_report(int error) noexcept {
  switch (error) {
    case ERROR_CONNECTION_REFUSED:
    case ERROR_HOST_UNREACHABLE:
    case ERROR_NETWORK_UNREACHABLE:
    case ERROR_PORT_UNREACHABLE:
    case ERROR_PROTOCOL_UNREACHABLE:
    case WSAECONNREFUSED:
    case WSAECONNRESET:
    case WSAEHOSTUNREACH:
    case WSAENETRESET:
    case WSAENETUNREACH:
      return true;
    default:
      return false;
  }
}

/// The number of reports that a receive passes over before it lets others have their turn.
inline constexpr int reports_in_a_row = 16;

}  // namespace naru::detail
