// What of a text from the network may be shown as it is.
#pragma once

#include <cstddef>
#include <string_view>

namespace samples {

/// How many bytes the printable character at the start of `text`, which is not empty, takes; 0
/// where there is none: a control character, or bytes that are no UTF-8.
[[nodiscard]] std::size_t printable_size(std::string_view text) noexcept;

/// Whether all of `text` is UTF-8 without control characters.
[[nodiscard]] bool is_printable(std::string_view text) noexcept;

}  // namespace samples
