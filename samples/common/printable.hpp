// Bytes from the network as text that is safe to print.
#pragma once

#include <naru/buffer.hpp>

#include <string>
#include <string_view>

namespace samples {

/// UTF-8 stays as it is. Control characters, broken sequences and the backslash become escapes, so
/// that the text is one line and shows exactly what came.
[[nodiscard]] std::string printable(std::string_view bytes);
[[nodiscard]] std::string printable(naru::const_buffer bytes);

}  // namespace samples
