#include "loop/timer_heap.hpp"

#include <algorithm>
#include <cassert>
#include <span>

namespace naru::detail {
namespace {

constexpr std::size_t children = 4;

}  // namespace

std::size_t timer_heap::count_due(std::chrono::steady_clock::time_point time,
                                  std::size_t most) const noexcept {
  const auto looked_at = std::span(nodes_).first(std::min(most, nodes_.size()));
  return static_cast<std::size_t>(std::ranges::count_if(
      looked_at, [time](const timer_node& each) { return each.deadline <= time; }));
}

void timer_heap::insert(timer_entry& entry) {
  assert(nodes_.size() < nodes_.capacity());  // the queue has made room
  nodes_.emplace_back(entry);
  sift_up(nodes_.size() - 1, timer_node(entry));
}

void timer_heap::remove(std::size_t position) noexcept {
  assert(position < nodes_.size() && nodes_[position].entry->position == position);
  const timer_node last = nodes_.back();
  nodes_.pop_back();
  if (position == nodes_.size()) return;
  // The last node fills the gap and moves from there to its place.
  if (position != 0 && last.before(nodes_[(position - 1) / children])) {
    sift_up(position, last);
  } else {
    sift_down(position, last);
  }
}

void timer_heap::place(std::size_t position, const timer_node& moved) noexcept {
  assert(position < nodes_.size());
  nodes_[position] = moved;
  moved.entry->position = position;
}

void timer_heap::sift_up(std::size_t position, timer_node moved) noexcept {
  while (position != 0) {
    const std::size_t parent = (position - 1) / children;
    if (!moved.before(nodes_[parent])) break;
    place(position, nodes_[parent]);
    position = parent;
  }
  place(position, moved);
}

void timer_heap::sift_down(std::size_t position, timer_node moved) noexcept {
  for (;;) {
    const std::size_t first = position * children + 1;
    if (first >= nodes_.size()) break;
    const std::size_t least = earliest_of(first);
    if (!nodes_[least].before(moved)) break;
    place(position, nodes_[least]);
    position = least;
  }
  place(position, moved);
}

// The four children of a full node are compared without branches, because no processor can predict
// which of them is the earliest.
std::size_t timer_heap::earliest_of(std::size_t first) const noexcept {
  if (first + children <= nodes_.size()) {
    const std::size_t one = first + std::size_t{nodes_[first + 1].before(nodes_[first])};
    const std::size_t other = first + 2 + std::size_t{nodes_[first + 3].before(nodes_[first + 2])};
    return nodes_[other].before(nodes_[one]) ? other : one;
  }
  std::size_t least = first;
  for (std::size_t child = first + 1; child < nodes_.size(); ++child) {
    if (nodes_[child].before(nodes_[least])) least = child;
  }
  return least;
}

}  // namespace naru::detail
