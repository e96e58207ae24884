// reachable: where a connect to an endpoint really goes.
#pragma once

#include <naru/endpoint.hpp>

namespace naru::detail {

/// The unspecified address means this host: Linux takes it so, Windows refuses it.
[[nodiscard]] inline endpoint reachable(const endpoint& peer) noexcept {
  if (!peer.address().is_unspecified()) return peer;
  return {peer.address().is_v4() ? address::loopback_v4() : address::loopback_v6(), peer.port()};
}

}  // namespace naru::detail
