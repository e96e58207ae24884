// timer_node: a timer in a queue's array, with its deadline, so that most comparisons read no
// entry. timer_heap: such nodes with the earliest in front. A heap of four children per node (fewer
// cache lines than two) with each one's place kept in its entry, so that removing looks for
// nothing.
#pragma once

#include <naru/detail/timer_entry.hpp>

#include <cstddef>
#include <vector>

namespace naru::detail {

struct timer_node {
  explicit timer_node(timer_entry& timer) noexcept : deadline(timer.deadline), entry(&timer) {}

  std::chrono::steady_clock::time_point deadline;
  timer_entry* entry;

  [[nodiscard]] bool before(const timer_node& other) const noexcept {
    if (deadline == other.deadline) [[unlikely]]
      return entry->sequence < other.entry->sequence;
    return deadline < other.deadline;
  }
};

class timer_heap {
 public:
  [[nodiscard]] bool empty() const noexcept { return nodes_.empty(); }
  /// Only where there is one.
  [[nodiscard]] const timer_node& front() const noexcept { return nodes_.front(); }
  /// How many are due at `time`, of the first `most` in the heap. The front is one of those.
  [[nodiscard]] std::size_t count_due(std::chrono::steady_clock::time_point time,
                                      std::size_t most) const noexcept;

  /// Room for so many, which insert then takes without allocating.
  void reserve(std::size_t count) { nodes_.reserve(count); }
  void insert(timer_entry& entry);
  void remove(std::size_t position) noexcept;
  void replace(std::size_t position, timer_entry& to) noexcept { nodes_[position].entry = &to; }

 private:
  void place(std::size_t position, const timer_node& moved) noexcept;
  void sift_up(std::size_t position, timer_node moved) noexcept;
  void sift_down(std::size_t position, timer_node moved) noexcept;
  [[nodiscard]] std::size_t earliest_of(std::size_t first) const noexcept;

  std::vector<timer_node> nodes_;
};

}  // namespace naru::detail
