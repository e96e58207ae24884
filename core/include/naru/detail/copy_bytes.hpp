// Copies a buffer that may be empty and point nowhere, which memcpy does not allow.
#pragma once

#include <naru/buffer.hpp>

#include <cstring>

namespace naru::detail {

/// `to` must have at least the size of `from`.
inline void copy_bytes(const_buffer from, mutable_buffer to) noexcept {
  if (!from.empty()) std::memcpy(to.data(), from.data(), from.size());
}

}  // namespace naru::detail
