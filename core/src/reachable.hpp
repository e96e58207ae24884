// reachable: where a connect to an endpoint really goes.
#pragma once

#include <naru/endpoint.hpp>

namespace naru::detail {

/// A mapped IPv4 address means that address, and the unspecified one means this host: Linux takes
/// them so, Windows refuses them.
[[nodiscard]] inline endpoint reachable(const endpoint& peer) noexcept {
  if (!peer.address().is_unspecified()) return {peer.address().unmapped(), peer.port()};
  return {peer.address().is_v4() ? address::loopback_v4() : address::loopback_v6(), peer.port()};
}

}  // namespace naru::detail
