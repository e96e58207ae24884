// packet_field: the types that a packet_reader reads and a packet_writer writes as a number.
#pragma once

#include <naru/detail/integer_bytes.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace naru::detail {

/// An enumeration whose underlying type is fixed, so that it may hold every value that a peer can
/// send.
template <class T>
concept fixed_enum = std::is_enum_v<T> && requires { T{0}; };

template <class T>
concept packet_field =
    !std::is_const_v<T> && !std::is_volatile_v<T> && sizeof(T) <= 8 &&
    (std::integral<T> || fixed_enum<T> || std::same_as<T, float> || std::same_as<T, double>);

/// The number of a length or a count.
template <class T>
concept packet_size = packet_field<T> && std::unsigned_integral<T> && !std::same_as<T, bool>;

/// Integers that fewer bytes than sizeof(T) hold: a u24 as a std::uint32_t.
template <class T, std::size_t Width>
concept narrowed_to = packet_field<T> && std::integral<T> && !std::same_as<T, bool> && Width >= 1 &&
                      Width < sizeof(T);

template <packet_field T>
[[nodiscard]] constexpr T from_bits(integer_of_bytes<sizeof(T)> bits) noexcept {
  if constexpr (std::is_floating_point_v<T>) {
    return std::bit_cast<T>(bits);
  } else {
    return static_cast<T>(bits);
  }
}

/// The value must fit into `Width` bytes.
template <std::size_t Width, packet_field T>
[[nodiscard]] constexpr integer_of_bytes<Width> to_bits(T value) noexcept {
  if constexpr (std::is_floating_point_v<T>) {
    return std::bit_cast<integer_of_bytes<Width>>(value);
  } else {
    constexpr auto mask =
        static_cast<integer_of_bytes<Width>>(~std::uint64_t{0} >> (64 - 8 * Width));
    return static_cast<integer_of_bytes<Width>>(value) & mask;
  }
}

/// Of a number that `Width` bytes hold: the same number in all bytes of T, with its sign.
template <std::size_t Width, class T>
  requires narrowed_to<T, Width>
[[nodiscard]] constexpr T widened(integer_of_bytes<Width> bits) noexcept {
  constexpr unsigned unused = 8 * (sizeof(std::uint64_t) - Width);
  const std::uint64_t top = std::uint64_t{bits} << unused;
  if constexpr (std::is_signed_v<T>) {
    return static_cast<T>(static_cast<std::int64_t>(top) >> unused);
  } else {
    return static_cast<T>(top >> unused);
  }
}

}  // namespace naru::detail
