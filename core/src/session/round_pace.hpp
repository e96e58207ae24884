// round_pace: the time with which rounds measure limits. It stands still while the loop is held up.
//
// A round is one look at the time limits of a host's sessions. A round that comes late shows
// that no thread looked at timers meanwhile: the process was stopped, or callbacks took long. In
// that time no thread looked at the bytes of the peers either, so it must not count as their
// silence. After a round the time therefore counts only up to the time at which the next round is
// due.
#pragma once

#include <naru/proactor.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>

namespace naru::detail {

class round_pace {
 public:
  using duration = proactor::duration;
  using time_point = proactor::time_point;

  // Only one thread at a time may call these.

  /// Notes that the next round is due at `due`.
  void expect(time_point due) noexcept { due_.store(since_epoch(due)); }
  /// Notes that the round has come, and returns the time with which it measures limits. The time
  /// counts on until the next call of expect.
  time_point arrive(time_point now) noexcept {
    const duration late = lateness(now);
    expect(time_point::max());
    late_in_all_ += late;
    note(now, late);
    return now - late_in_all_;
  }

  /// The time with which limits are measured, between two rounds.
  [[nodiscard]] time_point time_of(time_point now) const noexcept { return now - late_in_all_; }

  // Any thread may call this.

  /// By how much the rounds of the last few seconds were late, and by how much the next round is
  /// late already.
  [[nodiscard]] duration recently_late(time_point now) const noexcept {
    return duration(recent_.load()) + lateness(now);
  }

 private:
  using ticks = duration::rep;

  static ticks since_epoch(time_point when) noexcept { return when.time_since_epoch().count(); }

  [[nodiscard]] duration lateness(time_point now) const noexcept {
    return std::max(duration::zero(), now - time_point(duration(due_.load())));
  }
  // Adds `late` to the present second. Each of the last seconds has its own entry.
  void note(time_point now, duration late) noexcept {
    constexpr duration second = std::chrono::seconds(1);
    for (std::size_t moved = 0; now - second_began_ >= second && moved < seconds_.size(); ++moved) {
      std::shift_right(seconds_.begin(), seconds_.end(), 1);
      seconds_.front() = duration::zero();
      second_began_ = moved + 1 == seconds_.size() ? now : second_began_ + second;
    }
    seconds_.front() += late;
    duration sum = duration::zero();
    for (const duration each : seconds_) sum += each;
    recent_.store(sum.count());
  }

  std::atomic<ticks> due_ = since_epoch(time_point::max());
  std::atomic<ticks> recent_ = 0;
  duration late_in_all_{0};
  std::array<duration, 3> seconds_{};
  time_point second_began_;
};

}  // namespace naru::detail
