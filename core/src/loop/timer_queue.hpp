// timer_queue: timers in the order of their deadlines, first in, first out among equals.
//
// Most timers are limits that are cancelled long before they are due. So timers that are far away
// are in no order: starting one appends to an array, and cancelling one fills a gap in it. When all
// near timers are gone, the queue takes about a sixteenth of the rest, the earliest, and sorts it.
// A timer that is started later and belongs among those goes to a heap. Each timer is sorted at
// most once, and finding a sixteenth costs sixteen looks for each timer that is found. Not
// thread-safe: the loop guards it.
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
  /// The earliest entry. The queue must not be empty. May look at all timers that are far away.
  [[nodiscard]] timer_entry& front() noexcept { return *first().entry; }
  /// Its deadline.
  [[nodiscard]] time_point earliest() noexcept { return first().deadline; }
  /// How many entries are due at `time`, up to `most`. It looks at about that many entries only, so
  /// more may be due. It returns 0 only if none is due.
  [[nodiscard]] std::size_t count_due(time_point time, std::size_t most) noexcept;

  /// Sets the entry's sequence. Allocates only if there are more timers than ever before, and never
  /// for an entry that has room kept. If it throws, nothing has changed.
  void insert(timer_entry& entry);
  /// Keeps room for one entry, or gives it back.
  void keep_room(timer_entry& entry);
  void give_back_room(timer_entry& entry) noexcept;
  void remove(timer_entry& entry) noexcept;
  /// Puts `to` in the place of `from`.
  void replace(timer_entry& from, timer_entry& to) noexcept;
  /// Removes the earliest entry and returns it. The queue must not be empty.
  timer_entry& pop() noexcept;

 private:
  void grow();
  [[nodiscard]] const timer_node& first() noexcept;
  void drop_removed() noexcept;
  void sort_the_next() noexcept;
  [[nodiscard]] time_point choose_boundary() noexcept;
  void take_from_later(std::size_t position) noexcept;

  std::vector<timer_node> later_;  // in no order; no deadline before the boundary
  std::vector<timer_node> soon_;   // sorted, the earliest last; a removed timer leaves no entry
  timer_heap fresh_;               // timers before the boundary that started after the sorting
  time_point boundary_ = time_point::min();
  std::size_t count_ = 0;
  std::size_t kept_ = 0;      // entries that have room kept, in the queue or not
  std::size_t capacity_ = 0;  // of each of the three
  std::uint64_t next_sequence_ = 0;
  std::uint32_t random_ = 1;
};

}  // namespace naru::detail
