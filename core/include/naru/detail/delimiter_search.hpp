// Where a delimiter is, or might yet come to be, in bytes that still grow.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/export.hpp>

#include <cstddef>

namespace naru::detail {

/// The first position, from `from` on, at which `delimiter` stands or at which `text` ends in the
/// middle of one. The size of the text where there is neither. The delimiter has at least one byte.
[[nodiscard]] NARU_API std::size_t find_delimiter(const_buffer text, std::size_t from,
                                                  const_buffer delimiter) noexcept;

/// Whether the first `delimiter` in `text` and the delimiter behind it is that last one.
[[nodiscard]] NARU_API bool ends_at_delimiter(const_buffer text, const_buffer delimiter) noexcept;

}  // namespace naru::detail
