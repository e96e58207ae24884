// text: an argument of the functions that copy a message before they return: a literal, a
// std::string (also a temporary one), a std::string_view.
#pragma once

#include <naru/buffer.hpp>

#include <concepts>
#include <string_view>
#include <type_traits>

namespace naru::detail {

/// Excludes the buffers themselves, because a const_buffer also converts to text.
template <class T>
concept text = std::convertible_to<T, std::string_view> &&
               !std::derived_from<std::remove_cvref_t<T>, const_buffer>;

/// The characters of `one`, without a zero at the end. An array that is not const ends at its
/// first zero, because it is a place for text of any length.
template <text Text>
[[nodiscard]] const_buffer text_bytes(Text&& one) {
  if constexpr (requires(const_buffer literal) { literal = naru::buffer(one); }) {
    if constexpr (std::is_array_v<std::remove_reference_t<Text>> &&
                  !std::is_const_v<std::remove_reference_t<Text>>) {
      const std::string_view whole(one, std::size(one));
      return naru::buffer(whole.substr(0, whole.find('\0')));
    } else {
      return naru::buffer(one);
    }
  } else {
    const std::string_view view = one;
    return naru::buffer(view);
  }
}

}  // namespace naru::detail
