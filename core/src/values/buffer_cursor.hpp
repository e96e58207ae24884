// buffer_cursor: the rest of a row of buffers that is still to transfer. It copies the descriptor
// of a single buffer, so a caller's temporary may go; the descriptors of several buffers must stay
// put.
#pragma once

#include <naru/buffer.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <span>

namespace naru::detail {

/// The number of buffers that one call gives to the system: below every system's own limit
/// (IOV_MAX is at least 16 by POSIX, 1024 on Linux; Asio takes 64).
inline constexpr std::size_t buffers_per_call = 64;

template <class Buffer>
class buffer_cursor {
 public:
  explicit buffer_cursor(std::span<const Buffer> buffers) noexcept
      : first_(buffers.empty() ? Buffer() : buffers.front()),
        rest_(buffers.empty() ? buffers : buffers.subspan(1)) {
    skip_empty();
  }

  /// True if nothing is left, or if there was nothing from the start.
  [[nodiscard]] bool finished() const noexcept { return first_.empty(); }
  [[nodiscard]] bool single() const noexcept { return rest_.empty(); }
  [[nodiscard]] Buffer first() const noexcept { return first_; }

  /// The number of buffers that one call to the system can take now.
  [[nodiscard]] std::size_t count() const noexcept {
    return std::min(rest_.size() + 1, buffers_per_call);
  }
  /// The buffer with that number, which is below count().
  [[nodiscard]] Buffer operator[](std::size_t index) const noexcept {
    assert(index < count());
    return index == 0 ? first_ : rest_[index - 1];
  }

  /// Notes that `bytes` more were transferred.
  void advance(std::size_t bytes) noexcept {
    while (bytes >= first_.size() && !first_.empty()) {
      bytes -= first_.size();
      first_ = Buffer();
      skip_empty();
    }
    assert(bytes <= first_.size());  // more was done than was asked for
    first_ = first_.subspan(bytes);
  }

 private:
  void skip_empty() noexcept {
    while (first_.empty() && !rest_.empty()) {
      first_ = rest_.front();
      rest_ = rest_.subspan(1);
    }
  }

  Buffer first_;
  std::span<const Buffer> rest_;
};

}  // namespace naru::detail
