// timer_entry: one timer's place in its proactor's queue. Part of the contract between
// naru::timer and a proactor; programs use naru::timer.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace naru {
class operation;
}

namespace naru::detail {

struct timer_entry {
  static constexpr std::size_t not_queued = static_cast<std::size_t>(-1);

  std::chrono::steady_clock::time_point deadline;
  std::uint64_t sequence = 0;         // first in, first out among equal deadlines
  std::size_t position = not_queued;  // in the queue's heap
  operation* waiting = nullptr;

  [[nodiscard]] bool queued() const noexcept { return position != not_queued; }
};

}  // namespace naru::detail
