// byte_queue: bytes that are appended at the end and taken from the front, such as the output of a
// layer. It keeps its memory while it is used, so that in steady state nothing is allocated.
//
// Thread-safety: like a value of the standard library.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace naru::detail {

class byte_queue {
 public:
  [[nodiscard]] std::size_t size() const noexcept { return bytes_.size() - front_; }
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  /// Valid until the next call that is not const.
  [[nodiscard]] std::span<const std::byte> bytes() const noexcept {
    return std::span(bytes_).subspan(front_);
  }

  /// Makes room, so that so many more bytes are appended without an exception. Throws
  /// std::bad_alloc, and then nothing has changed.
  void make_room(std::size_t more) {
    if (bytes_.capacity() - bytes_.size() >= more) return;
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(front_));
    front_ = 0;
    if (bytes_.capacity() - bytes_.size() >= more) return;
    bytes_.reserve(std::max(bytes_.size() + more, 2 * bytes_.capacity()));
  }
  /// Appends the bytes, and returns where they are, so that they can be changed there. Throws
  /// std::bad_alloc, and then nothing has changed.
  std::span<std::byte> append(std::span<const std::byte> more) {
    make_room(more.size());
    bytes_.insert(bytes_.end(), more.begin(), more.end());
    return std::span(bytes_).last(more.size());
  }
  void append(std::string_view text) { append(std::as_bytes(std::span(text.data(), text.size()))); }
  void append(std::byte one) { append(std::span(&one, 1)); }

  /// Drops `count` bytes from the front: at most size().
  void drop(std::size_t count) noexcept {
    front_ += count;
    if (front_ != bytes_.size()) return;
    bytes_.clear();
    front_ = 0;
  }
  /// Drops `count` bytes from the end: at most size().
  void drop_last(std::size_t count) noexcept { bytes_.resize(bytes_.size() - count); }
  /// Gives the memory back if no byte is in it.
  void release() noexcept {
    if (empty()) std::vector<std::byte>().swap(bytes_);
  }

 private:
  std::vector<std::byte> bytes_;
  std::size_t front_ = 0;
};

}  // namespace naru::detail
