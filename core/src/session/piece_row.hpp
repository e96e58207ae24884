// piece_row: the pieces of an outbox, in the order in which they are sent. Usually there are one or
// two, one of which is being written. These lie in the row itself.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/segment.hpp>

#include <array>
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
  // A peer that is slow for the first time must not cost a call of the heap.
  piece_row() { others_.reserve(others_at_first); }

  [[nodiscard]] bool empty() const noexcept { return near_count_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return near_count_ + others_.size(); }
  [[nodiscard]] piece& operator[](std::size_t index) noexcept {
    return index < near_.size() ? near_[index] : others_[index - near_.size()];
  }
  [[nodiscard]] const piece& operator[](std::size_t index) const noexcept {
    return index < near_.size() ? near_[index] : others_[index - near_.size()];
  }
  [[nodiscard]] piece& back() noexcept { return (*this)[size() - 1]; }
  [[nodiscard]] const piece& back() const noexcept { return (*this)[size() - 1]; }

  /// Adds the first piece to an empty row.
  void begin(piece&& added) noexcept {
    assert(empty());
    near_[near_count_++] = std::move(added);
  }
  /// Throws std::bad_alloc, and then nothing has changed.
  void push(piece added) {
    if (near_count_ != near_.size()) {
      near_[near_count_++] = std::move(added);
    } else {
      others_.push_back(std::move(added));
    }
  }
  /// Removes the first `count` pieces.
  void drop(std::size_t count) noexcept {
    const std::size_t left = size() - count;
    for (std::size_t i = 0; i < left; ++i) (*this)[i] = std::move((*this)[i + count]);
    while (size() > left) drop_last();
  }
  void clear() noexcept { drop(size()); }

 private:
  static constexpr std::size_t others_at_first = 14;

  void drop_last() noexcept {
    if (others_.empty()) {
      near_[--near_count_].holder = {};
    } else {
      others_.pop_back();
    }
  }

  std::array<piece, 2> near_;
  std::size_t near_count_ = 0;
  std::vector<piece> others_;  // behind the two
};

}  // namespace naru::detail
