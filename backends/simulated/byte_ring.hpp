// byte_ring: bytes in a row, first in, first out. It grows when it has to, and keeps its memory.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstring>
#include <span>
#include <vector>

namespace naru::detail {

class byte_ring {
 public:
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  void push(std::span<const std::byte> more) {
    if (size_ + more.size() > bytes_.size()) grow(size_ + more.size());
    const std::size_t end = (begin_ + size_) % bytes_.size();
    const std::size_t first = std::min(more.size(), bytes_.size() - end);
    copy(bytes_.data() + end, more.first(first));
    copy(bytes_.data(), more.subspan(first));
    size_ += more.size();
  }

  /// Fills `into`, which is no larger than size().
  void pop(std::span<std::byte> into) noexcept {
    assert(into.size() <= size_);
    const std::size_t first = std::min(into.size(), bytes_.size() - begin_);
    copy(into.data(), std::span<const std::byte>(bytes_).subspan(begin_, first));
    copy(into.data() + first, std::span<const std::byte>(bytes_).first(into.size() - first));
    begin_ = bytes_.empty() ? 0 : (begin_ + into.size()) % bytes_.size();
    size_ -= into.size();
  }

  /// Fills `into` with what stands at that place, and leaves it there. No more than size() is read.
  void peek(std::size_t place, std::span<std::byte> into) const noexcept {
    assert(place + into.size() <= size_);
    if (into.empty()) return;
    const std::size_t begin = (begin_ + place) % bytes_.size();
    const std::size_t first = std::min(into.size(), bytes_.size() - begin);
    copy(into.data(), std::span<const std::byte>(bytes_).subspan(begin, first));
    copy(into.data() + first, std::span<const std::byte>(bytes_).first(into.size() - first));
  }

 private:
  static void copy(std::byte* to, std::span<const std::byte> from) noexcept {
    if (!from.empty()) std::memcpy(to, from.data(), from.size());
  }

  void grow(std::size_t least) {
    std::vector<std::byte> larger(std::max({least, bytes_.size() * 2, std::size_t{1024}}));
    const std::size_t kept = size_;
    pop(std::span(larger).first(kept));
    bytes_.swap(larger);
    begin_ = 0;
    size_ = kept;
  }

  std::vector<std::byte> bytes_;
  std::size_t begin_ = 0;
  std::size_t size_ = 0;
};

}  // namespace naru::detail
