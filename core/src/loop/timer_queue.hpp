// timer_queue: deadlines in order, first in first out among equals.
//
// Most timers are limits that are cancelled long before they are reached, so those that are far
// away are not put in order at all: starting or cancelling one appends to an array or fills a gap
// in it. When all that was near is gone, about a sixteenth of the rest, the earliest, is taken from
// it and sorted; a timer that is started between those goes to a heap. Each timer is sorted once at
// most, and looking for a sixteenth costs sixteen looks for each that is found. Not thread-safe:
// the loop guards it.
#pragma once

#include <naru/detail/timer_entry.hpp>

#include <cstddef>
#include <vector>

#include "loop/timer_heap.hpp"

namespace naru::detail {

class timer_queue {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
  /// The earliest entry; only where there is one. May look at all that are far away.
  [[nodiscard]] timer_entry& front() noexcept { return *first().entry; }
  /// Its deadline.
  [[nodiscard]] time_point earliest() noexcept { return first().deadline; }
  /// How many entries are due at `time`: none only if there is none, and `most` at most. It looks
  /// only at about so many, so there may be more.
  [[nodiscard]] std::size_t count_due(time_point time, std::size_t most) noexcept;

  /// Sets the entry's sequence. Allocates only to grow beyond the most timers there ever were, and
  /// never for an entry that has room kept. Where it throws nothing has changed.
  void insert(timer_entry& entry);
  /// Keeps room for one entry, or gives it back.
  void keep_room(timer_entry& entry);
  void give_back_room(timer_entry& entry) noexcept;
  void remove(timer_entry& entry) noexcept;
  /// `to` takes the place of `from`.
  void replace(timer_entry& from, timer_entry& to) noexcept;
  /// The earliest entry, removed; only where there is one.
  timer_entry& pop() noexcept;

 private:
  void grow();
  [[nodiscard]] const timer_node& first() noexcept;
  void drop_removed() noexcept;
  void sort_the_next() noexcept;
  [[nodiscard]] time_point choose_boundary() noexcept;
  void take_from_later(std::size_t position) noexcept;

  std::vector<timer_node> later_;  // in no order; no deadline before the boundary
  std::vector<timer_node> soon_;   // the earliest last; no entry where one was removed
  timer_heap fresh_;               // deadlines before the boundary that came after the sorting
  time_point boundary_ = time_point::min();
  std::size_t count_ = 0;
  std::size_t kept_ = 0;      // room that is kept; there is some for all others beside it
  std::size_t capacity_ = 0;  // of each of the three
  std::uint64_t next_sequence_ = 0;
  std::uint32_t random_ = 1;
};

}  // namespace naru::detail
