// round_pace: the time by which rounds measure, which stands still while the loop is held up.
//
// A round that comes late shows that no thread looked at timers meanwhile: the process was stopped,
// or callbacks took long. What peers sent in that time was not looked at either, so it must not
// count as their silence. Time since the last round therefore counts up to when the next was due.
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

  // One at a time.

  /// The next round is to come at `due`.
  void expect(time_point due) noexcept { due_.store(since_epoch(due)); }
  /// It has come: the time by which limits are measured. Until the next is expected, time counts.
  time_point arrive(time_point now) noexcept {
    const duration late = lateness(now);
    expect(time_point::max());
    late_in_all_ += late;
    note(now, late);
    return now - late_in_all_;
  }

  /// The same time, between rounds.
  [[nodiscard]] time_point time_of(time_point now) const noexcept { return now - late_in_all_; }

  // Any thread.

  /// By how much the rounds of the last few seconds were late, and the one is that should be there.
  [[nodiscard]] duration recently_late(time_point now) const noexcept {
    return duration(recent_.load()) + lateness(now);
  }

 private:
  using ticks = duration::rep;

  static ticks since_epoch(time_point when) noexcept { return when.time_since_epoch().count(); }

  [[nodiscard]] duration lateness(time_point now) const noexcept {
    return std::max(duration::zero(), now - time_point(duration(due_.load())));
  }
  // What the last seconds had, each in its own place.
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
