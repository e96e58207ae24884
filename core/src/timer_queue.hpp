// timer_queue: deadlines in order, first in first out among equals. A heap of four children per
// node (fewer cache lines than two) with each entry's place kept in the entry, so that cancelling
// costs O(log n) and looks for nothing. Not thread-safe: the loop guards it.
#pragma once

#include <naru/detail/timer_entry.hpp>

#include <cstddef>
#include <vector>

namespace naru::detail {

class timer_queue {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  [[nodiscard]] bool empty() const noexcept { return heap_.empty(); }
  /// The earliest deadline; only where there is one.
  [[nodiscard]] time_point earliest() const noexcept { return heap_.front()->deadline; }

  /// The earliest entry; only where there is one.
  [[nodiscard]] timer_entry& front() const noexcept { return *heap_.front(); }

  /// Sets the entry's sequence. Allocates only to grow beyond the most timers there ever were.
  void insert(timer_entry& entry);
  void remove(timer_entry& entry) noexcept;
  /// `to` takes the place of `from`.
  void replace(timer_entry& from, timer_entry& to) noexcept;
  /// The earliest entry, removed; only where there is one.
  timer_entry& pop() noexcept;

 private:
  void place(std::size_t position, timer_entry& entry) noexcept;
  void sift_up(std::size_t position, timer_entry& entry) noexcept;
  void sift_down(std::size_t position, timer_entry& entry) noexcept;

  std::vector<timer_entry*> heap_;
  std::uint64_t next_sequence_ = 0;
};

}  // namespace naru::detail
