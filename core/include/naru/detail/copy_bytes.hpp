// Copying a buffer, which may be empty and point nowhere: memcpy may not be given that.
#pragma once

#include <naru/buffer.hpp>

#include <cstring>

namespace naru::detail {

/// `to` has at least that size.
inline void copy_bytes(const_buffer from, mutable_buffer to) noexcept {
  if (!from.empty()) std::memcpy(to.data(), from.data(), from.size());
}

}  // namespace naru::detail
