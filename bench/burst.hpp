// Values on which the load and the servers must agree.
#pragma once

#include <cstddef>

namespace bench {

/// The number of datagrams that answer one request in the scenario "burst".
constexpr std::size_t burst = 64;

}  // namespace bench
