// payload: what the client puts into a datagram, so that it knows it again: its number, then bytes
// that follow from the number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace samples {

inline constexpr std::size_t payload_size_min = 8;       // the number
inline constexpr std::size_t payload_size_max = 65'507;  // what IPv4 has room for

void write_payload(std::span<std::byte> target, std::uint64_t number) noexcept;

/// The number; empty where a byte is not as it was written.
[[nodiscard]] std::optional<std::uint64_t> read_payload(std::span<const std::byte> bytes) noexcept;

}  // namespace samples
