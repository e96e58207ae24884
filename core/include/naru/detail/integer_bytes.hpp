// Whole numbers of one to four bytes in a stream, in either byte order and at any address.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace naru::detail {

// The position of the byte that counts 256^place.
template <std::endian Order>
[[nodiscard]] constexpr std::size_t position_of(std::size_t place, std::size_t width) noexcept {
  static_assert(Order == std::endian::little || Order == std::endian::big);
  return Order == std::endian::little ? place : width - 1 - place;
}

template <std::endian Order, std::size_t Width>
[[nodiscard]] constexpr std::uint32_t read_integer(
    std::span<const std::byte, Width> bytes) noexcept {
  static_assert(Width == 1 || Width == 2 || Width == 4);
  std::uint32_t value = 0;
  for (std::size_t place = 0; place < Width; ++place) {
    const auto byte = std::to_integer<std::uint32_t>(bytes[position_of<Order>(place, Width)]);
    value |= byte << (8 * place);
  }
  return value;
}

/// The value must fit.
template <std::endian Order, std::size_t Width>
constexpr void write_integer(std::uint32_t value, std::span<std::byte, Width> out) noexcept {
  static_assert(Width == 1 || Width == 2 || Width == 4);
  for (std::size_t place = 0; place < Width; ++place) {
    out[position_of<Order>(place, Width)] = static_cast<std::byte>(value >> (8 * place));
  }
}

}  // namespace naru::detail
