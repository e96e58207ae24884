// world_figures: what a world has done so far, for whoever looks at it from another thread.
#pragma once

#include <naru/histogram.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace samples::world {

struct world_figures {
  /// One thread at a time calls this after a tick.
  void record(std::chrono::nanoseconds tick, std::uint64_t missed, std::size_t now_there) noexcept {
    tick_time.record(tick);
    ++ticks;
    skipped += missed;
    players = now_there;
  }

  naru::histogram tick_time;
  std::atomic<std::uint64_t> ticks = 0;
  std::atomic<std::uint64_t> skipped = 0;
  std::atomic<std::size_t> players = 0;
};

}  // namespace samples::world
