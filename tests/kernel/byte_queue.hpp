// byte_queue: the bytes that one side of a connection has sent and the other has not received.
#pragma once

#include <algorithm>
#include <cstring>
#include <span>

#include "memory.hpp"

namespace kernel {

class byte_queue {
 public:
  [[nodiscard]] std::size_t size() const noexcept { return bytes_.size() - taken_; }
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }

  void push(std::span<const std::byte> more) {
    if (taken_ > bytes_.size() / 2) drop_taken();
    bytes_.insert(bytes_.end(), more.begin(), more.end());
  }

  /// Copies into `room` as much as there is.
  std::size_t take(std::span<std::byte> room) noexcept {
    const std::size_t count = std::min(room.size(), size());
    if (count != 0) std::memcpy(room.data(), bytes_.data() + taken_, count);
    taken_ += count;
    if (empty()) drop_taken();
    return count;
  }

  void clear() noexcept {
    taken_ = bytes_.size();
    drop_taken();
  }

 private:
  void drop_taken() noexcept {
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(taken_));
    taken_ = 0;
    if (bytes_.empty() && bytes_.capacity() > kept_) vector<std::byte>().swap(bytes_);
  }

  static constexpr std::size_t kept_ = 4096;  // the memory that an idle connection keeps

  vector<std::byte> bytes_;
  std::size_t taken_ = 0;
};

}  // namespace kernel
