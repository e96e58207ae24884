// What the load and the servers have to agree on.
#pragma once

#include <cstddef>

namespace bench {

/// Datagrams that answer one request in the scenario "burst".
constexpr std::size_t burst = 64;

}  // namespace bench
