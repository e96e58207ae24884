// Buffers: spans of bytes. A buffer never owns memory. The memory that it points at must stay
// where it is until the operation that uses it has completed.
//
//     std::array<char, 4096> storage;
//     stream.receive(naru::buffer(storage), received_);
//
// Text goes both ways without a cast:
//
//     stream.send(naru::buffer("hello"), sent_);    // five bytes
//     const std::string_view text = message;        // a const_buffer that was received
#pragma once

#include <concepts>
#include <cstddef>
#include <span>  // also declares the concepts of ranges; <ranges> takes a tenth of a compile
#include <string_view>
#include <type_traits>
#include <utility>

namespace naru {

/// Memory that an operation writes into.
using mutable_buffer = std::span<std::byte>;

/// Memory that an operation reads from, or that it has received: a std::span of bytes that also
/// converts to text.
class const_buffer : public std::span<const std::byte> {
  using bytes = std::span<const std::byte>;

 public:
  using bytes::bytes;
  constexpr const_buffer() noexcept = default;
  /// The bytes of a span. A std::span of const bytes converts to a buffer by itself.
  constexpr const_buffer(bytes all) noexcept : bytes(all) {}

  /// The same bytes as text, in whatever encoding they are. Valid as long as the bytes are.
  operator std::string_view() const noexcept {
    return {reinterpret_cast<const char*>(data()), size()};
  }

  using bytes::first;
  using bytes::last;
  using bytes::subspan;
  /// Parts of the bytes, as those of std::span. `count` and `offset` must not be more than size().
  /// The forms that take the size as a template argument return a std::span.
  [[nodiscard]] constexpr const_buffer first(std::size_t count) const {
    return bytes::first(count);
  }
  [[nodiscard]] constexpr const_buffer last(std::size_t count) const { return bytes::last(count); }
  [[nodiscard]] constexpr const_buffer subspan(std::size_t offset,
                                               std::size_t count = std::dynamic_extent) const {
    return bytes::subspan(offset, count);
  }
};

namespace detail {

template <class T>
concept character = std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char8_t> ||
                    std::same_as<T, char16_t> || std::same_as<T, char32_t>;

}  // namespace detail

/// An array, vector, string or span of trivially copyable elements, as bytes. The result is
/// writable unless the elements are const. The range must outlive the use of the result; a
/// temporary that owns its elements does not compile.
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

/// A string literal, or another const array of characters, is text, so the zero at its end is left
/// out. For bytes that are not text use std::byte or unsigned char, or a std::array.
template <detail::character Character, std::size_t Size>
[[nodiscard]] const_buffer buffer(const Character (&text)[Size]) noexcept {
  const std::size_t size = text[Size - 1] == Character() ? Size - 1 : Size;
  return std::as_bytes(std::span<const Character>(text, size));
}

/// The first `size` bytes of that range, or the whole range if it is shorter.
template <class Range>
  requires requires(Range&& range) { naru::buffer(std::forward<Range>(range)); }
[[nodiscard]] auto buffer(Range&& range, std::size_t size) noexcept {
  auto whole = naru::buffer(std::forward<Range>(range));
  return whole.first(size < whole.size() ? size : whole.size());
}

}  // namespace naru

template <>
inline constexpr bool std::ranges::enable_borrowed_range<naru::const_buffer> = true;
template <>
inline constexpr bool std::ranges::enable_view<naru::const_buffer> = true;
