// inbox: the bytes that a session has received and not taken yet. It is one buffer with a position
// to read from and a position to write to.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/copy_bytes.hpp>
#include <naru/detail/segment.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <utility>

#include "session/memory_budget.hpp"

namespace naru::detail {

class inbox {
 public:
  [[nodiscard]] const_buffer unread() const noexcept {
    return buffer_ ? const_buffer(buffer_->bytes() + begin_, end_ - begin_) : const_buffer();
  }
  [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }

  [[nodiscard]] bool holds_buffer() const noexcept { return static_cast<bool>(buffer_); }

  /// The memory for the next bytes.
  [[nodiscard]] mutable_buffer room() const noexcept {
    if (!buffer_) return {};
    return {buffer_->bytes() + end_, buffer_->capacity() - end_};
  }
  /// Whether the next receive has enough room. `usual_size` is the size of a usual receive buffer.
  /// `next_size` is the size of the next message in all, or 0 if it is not known yet.
  [[nodiscard]] bool has_room(std::size_t usual_size, std::size_t next_size) const noexcept {
    if (!buffer_ || is_full() || is_too_large(usual_size, next_size)) return false;
    return begin_ + std::min(needed(next_size), buffer_->capacity()) <= buffer_->capacity();
  }
  /// Makes room for the next receive. The buffer grows only when it is full, and at most to twice
  /// its size. So a peer claims memory only by sending bytes, and not by announcing a size. A
  /// buffer that has grown for one message is not kept for others, unless there is no memory for a
  /// smaller one. Returns false if the budget has no room. Throws std::bad_alloc.
  [[nodiscard]] bool make_room(std::size_t usual_size, std::size_t next_size,
                               memory_budget& budget) {
    if (buffer_ && !is_full() && !is_too_large(usual_size, next_size)) return move_to_front(), true;
    if (empty()) release();  // first, because the next buffer may need this memory
    if (!buffer_) return move_to(budget.take(usual_size, memory_use::usual));
    if (!is_full()) return shrink(usual_size, budget), true;
    const std::size_t size = next_capacity(next_size);
    return move_to(budget.take(size, size > usual_size ? memory_use::large : memory_use::usual));
  }

  void add(std::size_t bytes) noexcept {
    assert(bytes <= room().size());
    end_ += static_cast<std::uint32_t>(bytes);
    stays_large_ = false;
  }
  void take(std::size_t bytes) noexcept {
    assert(bytes <= unread_size());
    begin_ += static_cast<std::uint32_t>(bytes);
  }
  void drop_all() noexcept { begin_ = end_; }
  /// Moves the positions to the front if nothing is unread. Must not be called while a receive is
  /// pending.
  void rewind() noexcept {
    if (empty()) set_front(0);
  }
  /// Gives the buffer back. Unread bytes are lost.
  void release() noexcept {
    buffer_ = {};
    stays_large_ = false;
    set_front(0);
  }

 private:
  [[nodiscard]] std::size_t unread_size() const noexcept { return end_ - begin_; }
  [[nodiscard]] bool is_full() const noexcept {
    return buffer_ && unread_size() == buffer_->capacity();
  }
  /// The size that the buffer needs for the next message, and for at least one more byte.
  [[nodiscard]] std::size_t needed(std::size_t next_size) const noexcept {
    return std::max<std::size_t>(next_size, unread_size() + 1);
  }
  /// If the size is not known, growing by half wastes less than doubling.
  [[nodiscard]] std::size_t next_capacity(std::size_t next_size) const noexcept {
    const std::size_t size = unread_size();
    return next_size > size ? std::min(next_size, 2 * size) : size + size / 2;
  }
  /// Whether the buffer is larger than a usual one although a usual one is enough. A segment is
  /// less than a quarter larger than the size that was asked for.
  [[nodiscard]] bool is_too_large(std::size_t usual_size, std::size_t next_size) const noexcept {
    if (stays_large_) return false;
    if (needed(next_size) > usual_size || unread_size() > usual_size / 2) return false;
    const std::size_t usual = std::max(usual_size, segment_capacity_min);
    return buffer_->capacity() > usual + usual / 4;
  }
  [[nodiscard]] bool move_to(segment_pointer other) noexcept {
    if (!other) return false;
    assert(other->capacity() >= unread_size());
    copy_bytes(unread(), {other->bytes(), other->capacity()});
    buffer_ = std::move(other);
    set_front(unread_size());
    return true;
  }
  /// Moves the bytes to a buffer of the usual size. If there is no memory for it, the large buffer
  /// stays until more bytes have come.
  void shrink(std::size_t usual_size, memory_budget& budget) noexcept {
    try {
      if (move_to(budget.take(usual_size, memory_use::usual))) return;
    } catch (const std::bad_alloc&) {
      // This is handled like a budget without room.
    }
    stays_large_ = true;
    move_to_front();
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
  bool stays_large_ = false;  // there was no memory for a smaller buffer
};

}  // namespace naru::detail
