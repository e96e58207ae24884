// inbox: what a session has received and not taken yet: one buffer with a read and a write cursor.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/copy_bytes.hpp>
#include <naru/detail/segment.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "memory_budget.hpp"

namespace naru::detail {

class inbox {
 public:
  [[nodiscard]] const_buffer unread() const noexcept {
    return buffer_ ? const_buffer(buffer_->bytes() + begin_, end_ - begin_) : const_buffer();
  }
  [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }

  /// Where the next bytes go.
  [[nodiscard]] mutable_buffer room() const noexcept {
    if (!buffer_) return {};
    return {buffer_->bytes() + end_, buffer_->capacity() - end_};
  }
  /// Whether the next receive has enough room. `usual_size` is what a session receives into;
  /// `next_size` is the size of the next message in all, 0 when nobody knows it yet.
  [[nodiscard]] bool has_room(std::size_t usual_size, std::size_t next_size) const noexcept {
    if (!buffer_ || is_full() || is_too_large(usual_size, next_size)) return false;
    return begin_ + std::min(needed(next_size), buffer_->capacity()) <= buffer_->capacity();
  }
  /// Makes it. The buffer grows only when it is full, and at most twofold: a peer has to send what
  /// it wants to have kept, and to announce a size costs nothing. A buffer that has grown for one
  /// message is not kept for others. False when the budget has no room. Throws std::bad_alloc.
  [[nodiscard]] bool make_room(std::size_t usual_size, std::size_t next_size,
                               memory_budget& budget) {
    if (buffer_ && !is_full() && !is_too_large(usual_size, next_size)) return move_to_front(), true;
    const std::size_t size = is_full() ? next_capacity(next_size) : usual_size;
    const memory_use use = size > usual_size ? memory_use::large : memory_use::usual;
    segment_pointer other = budget.take(size, use);
    if (!other) return false;
    copy_bytes(unread(), {other->bytes(), other->capacity()});
    buffer_ = std::move(other);
    set_front(end_ - begin_);
    return true;
  }

  void add(std::size_t bytes) noexcept { end_ += static_cast<std::uint32_t>(bytes); }
  void take(std::size_t bytes) noexcept { begin_ += static_cast<std::uint32_t>(bytes); }
  void drop_all() noexcept { begin_ = end_; }
  /// To the front again, where nothing is unread. Not while something is received.
  void rewind() noexcept {
    if (empty()) set_front(0);
  }
  /// Gives the buffer back; what was unread is gone.
  void release() noexcept {
    buffer_ = {};
    set_front(0);
  }

 private:
  [[nodiscard]] std::size_t unread_size() const noexcept { return end_ - begin_; }
  [[nodiscard]] bool is_full() const noexcept {
    return buffer_ && unread_size() == buffer_->capacity();
  }
  /// For at least one byte more.
  [[nodiscard]] std::size_t needed(std::size_t next_size) const noexcept {
    return std::max<std::size_t>(next_size, unread_size() + 1);
  }
  /// When the size is not known, growing by half wastes less than doubling.
  [[nodiscard]] std::size_t next_capacity(std::size_t next_size) const noexcept {
    const std::size_t size = unread_size();
    return next_size > size ? std::min(next_size, 2 * size) : size + size / 2;
  }
  /// Whether a usual buffer would do, and this one is more. A segment is less than a quarter larger
  /// than what was asked for.
  [[nodiscard]] bool is_too_large(std::size_t usual_size, std::size_t next_size) const noexcept {
    if (needed(next_size) > usual_size || unread_size() > usual_size / 2) return false;
    const std::size_t usual = std::max(usual_size, segment_capacity_min);
    return buffer_->capacity() > usual + usual / 4;
  }
  void set_front(std::size_t unread_size) noexcept {
    begin_ = 0;
    end_ = static_cast<std::uint32_t>(unread_size);
  }
  void move_to_front() noexcept {
    const std::size_t size = end_ - begin_;
    std::memmove(buffer_->bytes(), buffer_->bytes() + begin_, size);
    set_front(size);
  }

  segment_pointer buffer_;
  std::uint32_t begin_ = 0;
  std::uint32_t end_ = 0;
};

}  // namespace naru::detail
