// interleave: the order in which a host's addresses are tried (RFC 8305, section 4).
#pragma once

#include <naru/connect_options.hpp>
#include <naru/endpoint.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace naru::detail {

/// Moves the next address of a family to `position`, in front of the others. False if there is
/// none.
inline bool bring_family(std::vector<endpoint>& addresses, std::size_t position, bool v6) {
  const auto here = addresses.begin() + static_cast<std::ptrdiff_t>(position);
  const auto is_wanted = [v6](const endpoint& each) { return each.address().is_v6() == v6; };
  const auto found = std::find_if(here, addresses.end(), is_wanted);
  if (found == addresses.end()) return false;
  std::rotate(here, found, found + 1);
  return true;
}

/// The families alternate while both have addresses; within a family the order stays. Families
/// that were not asked for are dropped.
inline void interleave(std::vector<endpoint>& addresses, family_order order) {
  const bool v6 = order == family_order::v6_first || order == family_order::v6_only;
  if (order == family_order::v6_only || order == family_order::v4_only) {
    std::erase_if(addresses, [v6](const endpoint& each) { return each.address().is_v6() != v6; });
    return;
  }
  if (order != family_order::as_resolved) bring_family(addresses, 0, v6);
  for (std::size_t i = 1; i < addresses.size(); ++i) {
    if (!bring_family(addresses, i, !addresses[i - 1].address().is_v6())) return;
  }
}

}  // namespace naru::detail
