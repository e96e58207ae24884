// counter_block: the counters of one thread. One thread at a time writes them, and any thread may
// read them. So counting costs a load and a store, and threads that count do not wait for each
// other's cache lines.
#pragma once

#include <naru/counters.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace naru::detail {

class counter {
 public:
  void add(std::uint64_t more = 1) noexcept { set(get() + more); }
  void raise_to(std::uint64_t value) noexcept {
    if (value > get()) set(value);
  }
  [[nodiscard]] std::uint64_t get() const noexcept {
    return value_.load(std::memory_order_relaxed);
  }

 private:
  void set(std::uint64_t value) noexcept { value_.store(value, std::memory_order_relaxed); }

  std::atomic<std::uint64_t> value_ = 0;
};

/// A new counter also goes into naru::counters, fold and read. With the loop's mutex held, add to
/// loop::counted_; otherwise add to the block of the thread's own worker.
struct counter_block {
  counter started;
  counter completed;
  counter cancelled;
  counter failed;
  counter inline_completions;
  counter bytes_received;
  counter bytes_sent;
  counter batches;
  counter batched_completions;
  counter largest_batch;
  counter timers_started;
  counter timers_expired;
  counter timers_cancelled;
  counter posts;
  counter wakes;
  std::array<counter, std::tuple_size_v<decltype(counters::timers_by_lateness)>> timers_by_lateness;
  counter timer_lateness_ns;
  counter longest_timer_lateness_ns;
  counter longest_callback_ns;

  /// Counts a timer with that deadline, which the loop takes at `time`.
  void count_expired(std::chrono::steady_clock::time_point deadline,
                     std::chrono::steady_clock::time_point time) noexcept;

  /// Adds the counts of `other`. Of the largest and the longest, the greater one counts.
  void fold(const counter_block& other) noexcept;
  [[nodiscard]] counters read() const noexcept;
};

}  // namespace naru::detail
