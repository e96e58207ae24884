// timer_node: a timer in the array of a queue. Its deadline lies beside it, so most comparisons
// read no entry.
//
// timer_heap: a heap of such nodes, the earliest in front. A node has four children, which touches
// fewer cache lines than two. Each entry knows its place in the heap, so removing one needs no
// search.
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
  /// The heap must not be empty.
  [[nodiscard]] const timer_node& front() const noexcept { return nodes_.front(); }
  /// How many of the first `most` nodes of the heap are due at `time`. The front is one of those.
  [[nodiscard]] std::size_t count_due(std::chrono::steady_clock::time_point time,
                                      std::size_t most) const noexcept;

  /// Makes room for `count` nodes, which insert then takes without allocating.
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
