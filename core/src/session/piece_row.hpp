// piece_row: the pieces of an outbox, in the order in which they are sent. Usually there is one,
// and it needs no memory of its own.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/segment.hpp>

#include <cassert>
#include <cstddef>
#include <utility>
#include <vector>

namespace naru::detail {

/// A run of bytes in one segment.
struct piece {
  const_buffer bytes;
  segment_pointer holder;
  std::size_t messages = 0;
};

class piece_row {
 public:
  [[nodiscard]] bool empty() const noexcept { return !first_.holder; }
  [[nodiscard]] std::size_t size() const noexcept { return empty() ? 0 : 1 + others_.size(); }
  [[nodiscard]] const piece& operator[](std::size_t index) const noexcept {
    return index == 0 ? first_ : others_[index - 1];
  }
  [[nodiscard]] piece& back() noexcept { return others_.empty() ? first_ : others_.back(); }
  [[nodiscard]] const piece& back() const noexcept {
    return others_.empty() ? first_ : others_.back();
  }

  /// Adds the first piece to an empty row.
  void begin(piece&& added) noexcept {
    assert(empty() && added.holder);
    first_ = std::move(added);
  }
  /// Throws std::bad_alloc, and then nothing has changed.
  void push(piece added) {
    assert(added.holder);
    if (empty()) {
      begin(std::move(added));
    } else {
      if (others_.capacity() == 0) others_.reserve(others_at_first);
      others_.push_back(std::move(added));
    }
  }
  /// Removes the first `count` pieces.
  void drop(std::size_t count) noexcept {
    assert(count <= size());
    if (count > others_.size()) return clear();
    if (count == 0) return;
    first_ = std::move(others_[count - 1]);
    others_.erase(others_.begin(), others_.begin() + static_cast<std::ptrdiff_t>(count));
  }
  void clear() noexcept {
    first_ = {};
    others_.clear();
  }

 private:
  static constexpr std::size_t others_at_first = 15;

  piece first_;
  std::vector<piece> others_;
};

}  // namespace naru::detail
