// Base64 of RFC 4648, section 4: with padding, without line breaks.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace naru::detail {

[[nodiscard]] std::string to_base64(std::span<const std::byte> bytes);

/// The number of bytes that `text` stands for. Empty if it is not the one text that stands for
/// these bytes: the padding must be there, and the bits that it leaves unused must be zero.
[[nodiscard]] std::optional<std::size_t> base64_size(std::string_view text) noexcept;

}  // namespace naru::detail
