// memory_budget: how many bytes the sessions of one server hold together, and the limit on them.
//
// It counts the segments that sessions receive into, and the segments that their queues copy
// messages into. A segment returns its bytes to the budget itself when it is given back. The budget
// outlives all segments, because a host lives longer than its sessions.
#pragma once

#include <naru/detail/segment.hpp>

#include <atomic>
#include <cstddef>
#include <limits>

namespace naru::detail {

/// The last eighth of the budget is only for usual buffers. So sessions that hold much leave
/// something for the others.
enum class memory_use : std::uint8_t {
  usual,  // a buffer that every session may need
  large,  // any other memory
};

class memory_budget {
 public:
  /// If `max` is 0, there is no limit and nothing is counted.
  explicit memory_budget(std::size_t max) noexcept : max_(max) {}

  /// Takes a segment of at least `size` bytes. Returns none if the budget has no room for it.
  /// Throws std::bad_alloc.
  [[nodiscard]] segment_pointer take(std::size_t size, memory_use use);
  void give_back(std::size_t bytes) noexcept { held_.fetch_sub(bytes, std::memory_order_relaxed); }

  /// Whether there may be room for a large segment, or for another session.
  [[nodiscard]] bool has_room() const noexcept {
    return max_ == 0 || held() < limit_of(memory_use::large);
  }
  [[nodiscard]] std::size_t held() const noexcept { return held_.load(std::memory_order_relaxed); }

 private:
  [[nodiscard]] bool reserve(std::size_t bytes, std::size_t limit) noexcept;
  [[nodiscard]] std::size_t limit_of(memory_use use) const noexcept {
    return use == memory_use::usual ? max_ : max_ - max_ / 8;
  }

  const std::size_t max_;
  std::atomic<std::size_t> held_ = 0;
};

}  // namespace naru::detail
