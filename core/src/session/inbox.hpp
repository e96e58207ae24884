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
  /// Whether there is enough, for at least one byte and for a message of `next_size` bytes in all.
  /// A buffer of `usual_size` is enough for whatever is smaller; a larger one, made for one
  /// message, is not kept for others.
  [[nodiscard]] bool has_room(std::size_t usual_size, std::size_t next_size) const noexcept {
    if (!buffer_) return false;
    if (empty() && next_size <= usual_size && outgrown(usual_size)) return false;
    return begin_ + needed(next_size) <= buffer_->capacity();
  }
  void make_room(std::size_t usual_size, std::size_t next_size) {
    const std::size_t whole = needed(next_size);
    const bool fits = buffer_ && whole <= buffer_->capacity();
    if (fits && !(empty() && outgrown(usual_size))) return move_to_front();
    segment_pointer other(take_segment(std::max(whole, usual_size)));
    copy_bytes(unread(), {other->bytes(), other->capacity()});
    buffer_ = std::move(other);
    set_front(end_ - begin_);
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
  [[nodiscard]] std::size_t needed(std::size_t next_size) const noexcept {
    return std::max<std::size_t>(next_size, end_ - begin_ + 1);
  }
  [[nodiscard]] bool outgrown(std::size_t usual_size) const noexcept {
    return buffer_->capacity() / 2 >= std::max(usual_size, segment_capacity_min);
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
