// unix_address: a path in the form that the system takes. There is one implementation per system.
#pragma once

#include <naru/unix_endpoint.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace naru::detail {

/// A sockaddr_un and its length, which depends on the system.
struct unix_address {
  explicit unix_address(const unix_endpoint& from) noexcept;

  alignas(void*) std::array<std::byte, 128> bytes{};
  std::size_t size = 0;
};

/// Identifies the file that a path leads to. Two are equal if it is the same file.
struct file_identity {
  std::uint64_t volume = 0;
  std::uint64_t number = 0;
  bool known = false;

  friend bool operator==(const file_identity&, const file_identity&) = default;
};

/// Not known if there is no such file, or if the system does not tell.
[[nodiscard]] file_identity identify(const unix_endpoint& path) noexcept;

/// Best effort: removes the file that a listener has made, unless another file has taken its
/// place.
void remove_path(const unix_endpoint& path, const file_identity& made) noexcept;

}  // namespace naru::detail
