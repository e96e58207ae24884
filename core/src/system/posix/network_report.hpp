// network_report: what the network says about datagrams that were sent earlier (ICMP). It reaches a
// connected socket as the error of whatever is called next.
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
