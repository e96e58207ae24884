// side: the two ends of a connection.
#pragma once

#include <cstdint>

namespace naru::detail {

enum class side : std::uint8_t { client, server };

[[nodiscard]] constexpr side other(side one) noexcept {
  return one == side::client ? side::server : side::client;
}

}  // namespace naru::detail
