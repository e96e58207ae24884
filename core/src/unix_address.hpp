// unix_address: a path as the system wants to see it. One implementation per system.
#pragma once

#include <naru/unix_endpoint.hpp>

#include <array>
#include <cstddef>

namespace naru::detail {

/// A sockaddr_un, whose size differs.
struct unix_address {
  explicit unix_address(const unix_endpoint& from) noexcept;

  alignas(void*) std::array<std::byte, 128> bytes{};
  std::size_t size = 0;
};

/// Best effort: removes what a listener has made.
void remove_path(const unix_endpoint& path) noexcept;

}  // namespace naru::detail
