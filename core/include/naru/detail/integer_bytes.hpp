// Whole numbers of one to eight bytes in a stream, in either byte order and at any address.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

namespace naru::detail {

// The position of the byte that counts 256^place.
template <std::endian Order>
[[nodiscard]] constexpr std::size_t position_of(std::size_t place, std::size_t width) noexcept {
  static_assert(Order == std::endian::little || Order == std::endian::big);
  return Order == std::endian::little ? place : width - 1 - place;
}

/// The type of a number of so many bytes.
template <std::size_t Width>
  requires(Width >= 1 && Width <= 8)
using integer_of_bytes = std::conditional_t<(Width <= 4), std::uint32_t, std::uint64_t>;

// Each byte is an expression of its own, not a turn of a loop, because compilers make one load or
// store of that.

template <std::endian Order, std::size_t Width>
[[nodiscard]] constexpr integer_of_bytes<Width> read_integer(
    std::span<const std::byte, Width> bytes) noexcept {
  return [&]<std::size_t... Place>(std::index_sequence<Place...>) {
    using integer = integer_of_bytes<Width>;
    return ((std::to_integer<integer>(bytes[position_of<Order>(Place, Width)]) << (8 * Place)) |
            ...);
  }(std::make_index_sequence<Width>());
}

/// The value must fit.
template <std::endian Order, std::size_t Width>
constexpr void write_integer(integer_of_bytes<Width> value,
                             std::span<std::byte, Width> out) noexcept {
  [&]<std::size_t... Place>(std::index_sequence<Place...>) {
    ((out[position_of<Order>(Place, Width)] = static_cast<std::byte>(value >> (8 * Place))), ...);
  }(std::make_index_sequence<Width>());
}

// Both work like the above, for an order that is known only when the program runs.

template <std::size_t Width>
[[nodiscard]] constexpr integer_of_bytes<Width> read_integer(
    std::endian order, std::span<const std::byte, Width> bytes) noexcept {
  return order == std::endian::little ? read_integer<std::endian::little>(bytes)
                                      : read_integer<std::endian::big>(bytes);
}

template <std::size_t Width>
constexpr void write_integer(std::endian order, integer_of_bytes<Width> value,
                             std::span<std::byte, Width> out) noexcept {
  order == std::endian::little ? write_integer<std::endian::little>(value, out)
                               : write_integer<std::endian::big>(value, out);
}

}  // namespace naru::detail
