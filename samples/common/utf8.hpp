// Finds the parts of a text from the network that may be shown as they are.
#pragma once

#include <cstddef>
#include <string_view>

namespace samples {

/// The number of bytes of the printable character at the start of `text`, which is not empty. 0 if
/// there is none: a control character, or bytes that are not UTF-8.
[[nodiscard]] std::size_t printable_size(std::string_view text) noexcept;

/// True if all of `text` is UTF-8 without control characters.
[[nodiscard]] bool is_printable(std::string_view text) noexcept;

}  // namespace samples
