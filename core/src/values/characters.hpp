// characters: tells where a character ends, so that nothing that is no text gets into a page or a
// file.
#pragma once

#include <cstddef>
#include <string_view>

namespace naru::detail {

/// The number of bytes of the character at the beginning of `text`, which must not be empty; 0 if
/// they are no character of UTF-8.
[[nodiscard]] std::size_t character_size(std::string_view text) noexcept;

}  // namespace naru::detail
