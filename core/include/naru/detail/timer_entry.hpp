// timer_entry: one timer's place in its proactor's queue. Part of the contract between
// naru::timer and a proactor; programs use naru::timer.
#pragma once

#include <naru/detail/export.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace naru {
class operation;
}

namespace naru::detail {

/// The part of the queue in which a timer is: see timer_queue.hpp.
enum class timer_place : std::uint8_t { none, later, soon, fresh };

struct NARU_API timer_entry {
  std::chrono::steady_clock::time_point deadline;
  std::uint64_t sequence = 0;  // first in, first out among equal deadlines
  std::size_t position = 0;    // in its part of the queue
  operation* waiting = nullptr;
  timer_place place = timer_place::none;
  bool has_room = false;  // room is kept for it, so starting it allocates nothing

  [[nodiscard]] bool queued() const noexcept { return place != timer_place::none; }
};

}  // namespace naru::detail
