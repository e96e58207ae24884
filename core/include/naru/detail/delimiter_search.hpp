// Finds a delimiter, or the beginning of one, in bytes that still grow.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/export.hpp>

#include <cstddef>

namespace naru::detail {

/// The first position, from `from` on, at which `delimiter` stands or at which the text ends in
/// the middle of one. The size of the text if there is neither. The delimiter has at least one
/// byte.
[[nodiscard]] NARU_API std::size_t find_delimiter(const_buffer text, std::size_t from,
                                                  const_buffer delimiter) noexcept;

/// True if, in `text` with `delimiter` behind it, the first delimiter is the one at the end.
[[nodiscard]] NARU_API bool ends_at_delimiter(const_buffer text, const_buffer delimiter) noexcept;

}  // namespace naru::detail
