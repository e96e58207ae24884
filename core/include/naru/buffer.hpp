// Buffers: std::span of bytes. A buffer never owns; what it points at must stay put until the
// operation that uses it has completed.
//
//     std::array<char, 4096> storage;
//     stream.receive(naru::buffer(storage), received_);
#pragma once

#include <concepts>
#include <cstddef>
#include <ranges>
#include <span>
#include <type_traits>
#include <utility>

namespace naru {

/// Memory that an operation writes into.
using mutable_buffer = std::span<std::byte>;
/// Memory that an operation reads from.
using const_buffer = std::span<const std::byte>;

/// An array, vector, string or span of trivially copyable elements, as bytes.
/// Writable unless the elements are const. The range must outlive the use of the result; a
/// temporary that owns its elements does not compile. A string literal counts with its zero.
template <std::ranges::contiguous_range Range>
  requires std::ranges::sized_range<Range> && std::ranges::borrowed_range<Range> &&
           std::is_trivially_copyable_v<std::ranges::range_value_t<Range>>
[[nodiscard]] auto buffer(Range&& range) noexcept {
  std::span elements(std::ranges::data(range), std::ranges::size(range));
  if constexpr (std::is_const_v<typename decltype(elements)::element_type>) {
    return const_buffer(std::as_bytes(elements));
  } else {
    return mutable_buffer(std::as_writable_bytes(elements));
  }
}

/// The first `size` bytes of that range, or all of it where it is shorter.
template <class Range>
  requires requires(Range&& range) { naru::buffer(std::forward<Range>(range)); }
[[nodiscard]] auto buffer(Range&& range, std::size_t size) noexcept {
  auto whole = naru::buffer(std::forward<Range>(range));
  return whole.first(size < whole.size() ? size : whole.size());
}

}  // namespace naru
