// segment: a piece of memory for bytes that are received or sent. Several holders share it.
// Segments lie in slabs of the process, by size, so in the steady state nothing is taken from the
// heap.
#pragma once

#include <naru/detail/export.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace naru::detail {

class memory_budget;
struct slab;

/// Between one power of two and the next there are three more sizes, a quarter of the power apart.
/// So a segment is less than a quarter larger than the size that was asked for.
struct segment {
  std::atomic<std::uint32_t> holders{1};
  std::uint32_t size_class = 0;  // four times the exponent plus the index of the size
  slab* home = nullptr;          // null if it comes from the heap
  segment* next_free = nullptr;
  memory_budget* budget = nullptr;  // gets the capacity back; if null, nothing counts this segment

  [[nodiscard]] std::byte* bytes() noexcept { return reinterpret_cast<std::byte*>(this + 1); }
  [[nodiscard]] std::size_t capacity() const noexcept {
    return std::size_t{4U + (size_class & 3U)} << (size_class >> 2U);
  }
};

/// The capacity of the smallest segment.
inline constexpr std::size_t segment_capacity_min = 128;

/// The capacity of a segment for `size` bytes: less than a quarter larger than `size`.
[[nodiscard]] NARU_API std::size_t segment_capacity_for(std::size_t size) noexcept;
/// A segment with room for at least `size` bytes. Throws std::bad_alloc.
[[nodiscard]] NARU_API segment& take_segment(std::size_t size);
NARU_API void give_back(segment& unused) noexcept;

/// The number of segments in use in the whole process, and their bytes. Only tests call these.
[[nodiscard]] NARU_API std::size_t segments_in_use() noexcept;
[[nodiscard]] NARU_API std::size_t segment_bytes_in_use() noexcept;

/// Holds one segment, or none.
class NARU_API segment_pointer {
 public:
  segment_pointer() = default;
  /// Takes over the first hold of a segment that was just taken.
  explicit segment_pointer(segment& taken) noexcept : held_(&taken) {}
  segment_pointer(const segment_pointer& other) noexcept : held_(other.held_) {
    if (held_ != nullptr) held_->holders.fetch_add(1, std::memory_order_relaxed);
  }
  segment_pointer(segment_pointer&& other) noexcept : held_(std::exchange(other.held_, nullptr)) {}
  segment_pointer& operator=(segment_pointer other) noexcept {
    std::swap(held_, other.held_);
    return *this;
  }
  ~segment_pointer() {
    if (held_ != nullptr && held_->holders.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      give_back(*held_);
    }
  }

  [[nodiscard]] segment* operator->() const noexcept { return held_; }
  [[nodiscard]] explicit operator bool() const noexcept { return held_ != nullptr; }

 private:
  segment* held_ = nullptr;
};

}  // namespace naru::detail
