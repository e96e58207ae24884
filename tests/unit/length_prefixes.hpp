// All possible values of length_prefix.
#pragma once

#include <naru/session/length_prefixed.hpp>

#include <bit>
#include <cstddef>
#include <utility>

inline constexpr std::size_t length_prefixes = 24;

/// The length_prefix with that number, which is below length_prefixes.
constexpr naru::length_prefix length_prefix_at(std::size_t number) {
  return {.width = std::size_t{1} << (number / 8),
          .order = (number & 1) != 0 ? std::endian::big : std::endian::little,
          .counts_itself = (number & 2) != 0,
          .allows_empty = (number & 4) != 0};
}

/// Calls visit.operator()<format>() for each.
template <class Visit>
void for_each_length_prefix(Visit visit) {
  [&]<std::size_t... Number>(std::index_sequence<Number...>) {
    (visit.template operator()<length_prefix_at(Number)>(), ...);
  }(std::make_index_sequence<length_prefixes>());
}
