// timeline: the clock of a simulated world, and the events that are to come. Events happen in the
// order of their times, and in the order in which they were planned among equals.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace naru::detail {

/// An object to which something happens at a time.
class event_target {
 public:
  event_target() = default;
  event_target(const event_target&) = delete;
  event_target& operator=(const event_target&) = delete;
  virtual ~event_target() = default;

  /// `what` is a number of the target's own.
  virtual void happen(std::uint64_t what) = 0;
  /// False if the event has no effect any more. Then it happens early, and the clock does not move
  /// for it.
  [[nodiscard]] virtual bool is_wanted(std::chrono::steady_clock::time_point) { return true; }
};

class timeline {
 public:
  using time_point = std::chrono::steady_clock::time_point;
  using duration = std::chrono::steady_clock::duration;

  /// The time at which every world begins.
  static constexpr time_point beginning{std::chrono::hours(1)};

  [[nodiscard]] time_point now() const noexcept { return now_; }
  /// The moment `time` from now, or that from another moment, or time_point::max() if that cannot
  /// be counted: never.
  [[nodiscard]] time_point after(duration time) const noexcept { return sum(now_, time); }
  [[nodiscard]] static time_point sum(time_point from, duration time) noexcept {
    return time < time_point::max() - from ? from + time : time_point::max();
  }
  /// Plans an event. A time that has passed means now, and time_point::max() means never: then
  /// nothing is planned.
  void plan(time_point when, std::shared_ptr<event_target> target, std::uint64_t what);
  /// The same, for an event that alone does not keep the world going.
  void plan_aside(time_point when, std::shared_ptr<event_target> target, std::uint64_t what);
  /// True if something is planned that keeps the world going.
  [[nodiscard]] bool keeps_going() const noexcept { return queue_.size() != aside_; }
  /// Lets everything happen whose time has come. Returns whether there was anything.
  bool run_due();
  /// True if there is an event whose time has come.
  [[nodiscard]] bool is_due() const noexcept {
    return !queue_.empty() && queue_.front().when <= now_;
  }
  /// The time of the next event, or nothing if nothing is planned.
  [[nodiscard]] std::optional<time_point> next();
  /// Lets time pass, and everything happen that is planned for it. If the time cannot be counted,
  /// the clock stands at the last event afterwards.
  void run_for(duration time);
  /// Moves the clock forward, without any event.
  void move_to(time_point when) noexcept;
  void pass(duration time) noexcept { now_ += time; }

  /// The number of events that have happened, and a hash over their times, order and meaning.
  [[nodiscard]] std::uint64_t events() const noexcept { return events_; }
  [[nodiscard]] std::uint64_t hash() const noexcept { return hash_; }
  /// Adds something to the hash that has happened without an event.
  void note(std::uint64_t what) noexcept;

 private:
  /// The place of an event in the order. It is small, because the heap moves it often.
  struct place {
    time_point when;
    std::uint64_t sequence;
    std::size_t slot;  // of planned_

    /// For a heap, whose first element is the greatest.
    [[nodiscard]] friend bool operator<(const place& a, const place& b) noexcept {
      return a.when != b.when ? a.when > b.when : a.sequence > b.sequence;
    }
  };
  struct event {
    std::shared_ptr<event_target> target;
    std::uint64_t what = 0;
    bool is_aside = false;
  };

  void add(time_point when, event planned);
  [[nodiscard]] std::size_t take_slot();
  [[nodiscard]] bool first_is_wanted() const;
  void take_first();

  time_point now_ = beginning;
  std::vector<place> queue_;  // a heap
  std::vector<event> planned_;
  std::vector<std::size_t> free_;  // slots of planned_
  std::size_t aside_ = 0;          // how many events are aside
  std::uint64_t next_sequence_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t hash_ = 0xcbf29ce484222325;
};

}  // namespace naru::detail
