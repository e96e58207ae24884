// unix_address: a path as the system wants to see it. One implementation per system.
#pragma once

#include <naru/unix_endpoint.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace naru::detail {

/// A sockaddr_un, whose size differs.
struct unix_address {
  explicit unix_address(const unix_endpoint& from) noexcept;

  alignas(void*) std::array<std::byte, 128> bytes{};
  std::size_t size = 0;
};

/// Which file it is that a path leads to; two are equal where it is the same one.
struct file_identity {
  std::uint64_t volume = 0;
  std::uint64_t number = 0;
  bool known = false;

  friend bool operator==(const file_identity&, const file_identity&) = default;
};

/// Not known where there is no such file, or the system does not say.
[[nodiscard]] file_identity identify(const unix_endpoint& path) noexcept;

/// Best effort: removes what a listener has made, unless another file has taken its place.
void remove_path(const unix_endpoint& path, const file_identity& made) noexcept;

}  // namespace naru::detail
