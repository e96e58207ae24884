#include "timer_queue.hpp"

#include <algorithm>

namespace naru::detail {
namespace {

constexpr std::size_t children = 4;

bool before(const timer_entry& a, const timer_entry& b) noexcept {
  return a.deadline != b.deadline ? a.deadline < b.deadline : a.sequence < b.sequence;
}

}  // namespace

void timer_queue::insert(timer_entry& entry) {
  heap_.push_back(&entry);
  entry.sequence = next_sequence_++;
  sift_up(heap_.size() - 1, entry);
}

void timer_queue::remove(timer_entry& entry) noexcept {
  const std::size_t hole = entry.position;
  entry.position = timer_entry::not_queued;
  timer_entry& last = *heap_.back();
  heap_.pop_back();
  if (&last == &entry) return;
  // The last entry fills the hole, wherever it belongs from there.
  if (hole != 0 && before(last, *heap_[(hole - 1) / children])) {
    sift_up(hole, last);
  } else {
    sift_down(hole, last);
  }
}

void timer_queue::replace(timer_entry& from, timer_entry& to) noexcept {
  to = from;
  if (from.queued()) place(from.position, to);
  from.position = timer_entry::not_queued;
  from.waiting = nullptr;
}

timer_entry& timer_queue::pop() noexcept {
  timer_entry& entry = *heap_.front();
  remove(entry);
  return entry;
}

void timer_queue::place(std::size_t position, timer_entry& entry) noexcept {
  heap_[position] = &entry;
  entry.position = position;
}

void timer_queue::sift_up(std::size_t position, timer_entry& entry) noexcept {
  while (position != 0) {
    const std::size_t parent = (position - 1) / children;
    if (!before(entry, *heap_[parent])) break;
    place(position, *heap_[parent]);
    position = parent;
  }
  place(position, entry);
}

void timer_queue::sift_down(std::size_t position, timer_entry& entry) noexcept {
  for (;;) {
    const std::size_t first = position * children + 1;
    if (first >= heap_.size()) break;
    const std::size_t last = std::min(first + children, heap_.size());
    std::size_t least = first;
    for (std::size_t child = first + 1; child < last; ++child) {
      if (before(*heap_[child], *heap_[least])) least = child;
    }
    if (!before(*heap_[least], entry)) break;
    place(position, *heap_[least]);
    position = least;
  }
  place(position, entry);
}

}  // namespace naru::detail
