// byte_queue: the bytes that one side of a connection has sent and the other has not received.
#pragma once

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include "memory.hpp"

namespace kernel {

class byte_queue {
 public:
  byte_queue() = default;
  ~byte_queue() { std::free(memory_); }
  byte_queue(const byte_queue&) = delete;
  byte_queue& operator=(const byte_queue&) = delete;

  [[nodiscard]] std::size_t size() const noexcept { return end_ - begin_; }
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }

  void push(std::span<const std::byte> more) {
    if (more.empty()) return;
    if (end_ + more.size() > capacity_) move_to_front(more.size());
    std::memcpy(memory_ + end_, more.data(), more.size());
    end_ += more.size();
  }

  /// Copies into `room` as much as there is.
  std::size_t take(std::span<std::byte> room) noexcept {
    const std::size_t count = std::min(room.size(), size());
    if (count != 0) std::memcpy(room.data(), memory_ + begin_, count);
    begin_ += count;
    if (empty()) clear();
    return count;
  }

  void clear() noexcept {
    begin_ = end_ = 0;
    if (capacity_ <= kept_) return;
    std::free(std::exchange(memory_, nullptr));
    capacity_ = 0;
  }

 private:
  // The memory that an idle connection keeps.
  static constexpr std::size_t kept_ = 4096;

  /// Makes room behind the bytes. If they take much of the memory, it grows.
  void move_to_front(std::size_t more) {
    const std::size_t count = size();
    const bool grows = count + more > capacity_ / 2;
    const std::size_t capacity = grows ? std::max(2 * (count + more), kept_ / 4) : capacity_;
    std::byte* const place = grows ? allocator<std::byte>().allocate(capacity) : memory_;
    if (count != 0) std::memmove(place, memory_ + begin_, count);
    if (grows) std::free(std::exchange(memory_, place));
    capacity_ = capacity;
    begin_ = 0;
    end_ = count;
  }

  std::byte* memory_ = nullptr;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace kernel
