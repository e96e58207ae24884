// place: an address with its port, for IPv4 and IPv6 alike. IPv4 is kept in the form that a socket
// of IPv6 sees (::ffff:a.b.c.d), so that the two compare. The address of a Unix domain socket is
// the identity of its file.
#pragma once

#include <winsock2.h>
#include <ws2tcpip.h>

#include <array>
#include <cstdint>
#include <optional>

namespace kernel {

struct place {
  std::array<std::uint8_t, 16> host{};
  std::uint32_t scope = 0;
  std::uint16_t port = 0;  // in the machine's order

  [[nodiscard]] bool is_file() const noexcept;
  [[nodiscard]] bool is_v4() const noexcept;
  [[nodiscard]] bool is_any() const noexcept;
  /// True if it belongs to this machine. Its only network is the loopback.
  [[nodiscard]] bool is_local() const noexcept;
  [[nodiscard]] bool is_group() const noexcept;
  [[nodiscard]] bool is_broadcast() const noexcept;

  friend bool operator==(const place&, const place&) = default;
};

/// The address 0.0.0.0 or ::, and the loopback's address.
[[nodiscard]] place any_place(int family) noexcept;
[[nodiscard]] place loopback_place(bool v4) noexcept;

/// Empty if the address is too short or of another family. A socket of IPv6 takes mapped addresses.
[[nodiscard]] std::optional<place> read_place(const sockaddr* from, int size, int family) noexcept;
/// Returns false if there is not enough room.
[[nodiscard]] bool write_place(const place& from, int family, sockaddr* to, int* size) noexcept;

/// True if a socket that is bound to `bound` is reached at `target`.
[[nodiscard]] bool reaches(const place& bound, int family, bool v6_only,
                           const place& target) noexcept;

}  // namespace kernel
