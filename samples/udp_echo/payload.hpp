// payload: the contents of the client's datagrams: the datagram's number, and then bytes that
// follow from the number. By them the client recognizes its datagrams.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace samples {

inline constexpr std::size_t payload_size_min = 8;       // the number
inline constexpr std::size_t payload_size_max = 65'507;  // IPv4 has no room for more

void write_payload(std::span<std::byte> target, std::uint64_t number) noexcept;

/// The number; empty if a byte differs from what was written.
[[nodiscard]] std::optional<std::uint64_t> read_payload(std::span<const std::byte> bytes) noexcept;

}  // namespace samples
