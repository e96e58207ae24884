// network_report: the errors by which the network reports on datagrams that were sent earlier
// (ICMP). A connected socket gets such an error from the next call, whatever it is.
#pragma once

#include <cerrno>

namespace naru::detail {

[[nodiscard]] constexpr bool is_network_report(int error) noexcept {
  switch (error) {
    case ECONNREFUSED:
    case ECONNRESET:
    case EHOSTUNREACH:
    case EMSGSIZE:  // too large for a network on the way
    case ENETRESET:
    case ENETUNREACH:
    case ENOPROTOOPT:
      return true;
    default:
      return false;
  }
}

[[nodiscard]] constexpr bool is_would_block(int error) noexcept {
  return error == EAGAIN || error == EWOULDBLOCK;
}

}  // namespace naru::detail
