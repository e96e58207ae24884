// Addresses at which more than one host may listen.
#pragma once

#include <naru/address.hpp>

namespace naru::detail {

[[nodiscard]] inline bool is_multicast(const address& host) noexcept {
  if (host.is_v6()) return host.to_v6_bytes().front() == 0xff;
  const unsigned first = host.to_v4_bytes().front();
  return first >= 224 && first <= 239;
}

/// 255.255.255.255. The broadcast address of a single network is not told from a host's.
[[nodiscard]] inline bool is_broadcast(const address& host) noexcept {
  return host.is_v4() && host.to_v4_bytes() == address::v4_bytes{255, 255, 255, 255};
}

}  // namespace naru::detail
