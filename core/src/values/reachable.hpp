// reachable: the endpoint that a connect really goes to.
#pragma once

#include <naru/endpoint.hpp>

#include <cstdint>

namespace naru::detail {

/// A mapped IPv4 address becomes that IPv4 address, and the unspecified address becomes this host.
/// Linux does the same by itself; Windows refuses both.
[[nodiscard]] inline endpoint reachable(const endpoint& peer) noexcept {
  if (!peer.address().is_unspecified()) return {peer.address().unmapped(), peer.port()};
  return {peer.address().is_v4() ? address::loopback_v4() : address::loopback_v6(), peer.port()};
}

enum class ip_family : std::uint8_t { v4, v6 };

/// Works like the above, for a socket of one family: an IPv6 socket takes an IPv4 address in its
/// mapped form.
[[nodiscard]] inline endpoint reachable(const endpoint& peer, ip_family family) noexcept {
  const endpoint where = reachable(peer);
  if (family == ip_family::v4 || where.address().is_v6()) return where;
  const address::v4_bytes v4 = where.address().to_v4_bytes();
  const address::v6_bytes mapped{0, 0, 0,    0,    0,     0,     0,     0,
                                 0, 0, 0xff, 0xff, v4[0], v4[1], v4[2], v4[3]};
  return {address(mapped), where.port()};
}

}  // namespace naru::detail
