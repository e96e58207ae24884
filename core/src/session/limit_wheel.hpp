// limit_wheel: the sessions of a host, by the round in which their limits of time are looked at.
//
// A round is one look at those limits whose time has come. A session is in the wheel once, at its
// next deadline. What happens to the session only sets a time in it; the wheel moves the session
// when that deadline comes. So a session costs nothing in a round that does not concern it.
//
// The wheel has a ring of slots, one for each of the next rounds. If a deadline is further away
// than the ring goes, the session is looked at in the last slot, and put into the wheel again.
#pragma once

#include <naru/proactor.hpp>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace naru::detail {

class limit_wheel {
 public:
  using duration = proactor::duration;
  using time_point = proactor::time_point;

  /// The place of one session.
  class entry {
   public:
    entry() = default;
    ~entry() { assert(!is_in_wheel()); }
    entry(const entry&) = delete;
    entry& operator=(const entry&) = delete;

    [[nodiscard]] bool is_in_wheel() const noexcept { return link_ != nullptr; }

   private:
    friend limit_wheel;

    entry* next_ = nullptr;
    entry** link_ = nullptr;  // the pointer that leads here; null if the entry is in no slot
  };

  /// `step` is the time between two rounds. A wheel for few sessions has few slots. Throws
  /// std::bad_alloc.
  limit_wheel(duration step, std::size_t sessions_max)
      : step_(step),
        slots_(std::bit_ceil(std::clamp(sessions_max, slots_min, slots_max)), nullptr) {}

  // Any thread may call these two.

  /// The time at which the next round is due. Whatever happens before that round counts as if it
  /// happened then, so a limit is never early and no clock is read.
  [[nodiscard]] time_point next_round() const noexcept {
    return time_point(duration(next_round_.load(std::memory_order_relaxed)));
  }
  /// The number of the last round.
  [[nodiscard]] std::uint32_t round() const noexcept {
    return round_.load(std::memory_order_relaxed);
  }

  // The caller of these holds the lock of the wheel.

  /// Sets the time between two rounds from now on. Entries that were put before may come at the
  /// wrong time, so the caller puts them again.
  void set_step(duration step) noexcept { step_ = step; }

  /// Notes when the next round is due.
  void expect(time_point next) noexcept {
    next_round_.store(next.time_since_epoch().count(), std::memory_order_relaxed);
  }
  /// Notes that a round has come. Then take_due gives the entries for it.
  void begin_round() noexcept {
    assert(slot(round()) == nullptr);
    round_.store(round() + 1, std::memory_order_relaxed);
  }
  /// Puts the entry into the wheel, or moves it there. It comes in the first round that is not
  /// before `due`, and in the next one if `due` has passed.
  void put(entry& moved, time_point due) noexcept {
    remove(moved);
    const duration after = std::max(duration::zero(), due - next_round());
    const auto rounds = static_cast<std::uint64_t>((after + step_ - duration(1)) / step_);
    const auto ahead = std::min<std::uint64_t>(rounds, slots_.size() - 2);
    entry*& first = slot(round() + 1 + static_cast<std::uint32_t>(ahead));
    moved.next_ = first;
    moved.link_ = &first;
    if (first != nullptr) first->link_ = &moved.next_;
    first = &moved;
  }
  void remove(entry& removed) noexcept {
    if (!removed.is_in_wheel()) return;
    *removed.link_ = removed.next_;
    if (removed.next_ != nullptr) removed.next_->link_ = removed.link_;
    removed.link_ = nullptr;
  }
  /// Removes and returns an entry of this round; null if there are no more.
  [[nodiscard]] entry* take_due() noexcept {
    entry* const first = slot(round());
    if (first != nullptr) remove(*first);
    return first;
  }

 private:
  static constexpr std::size_t slots_min = 16;
  static constexpr std::size_t slots_max = 1'024;

  [[nodiscard]] entry*& slot(std::uint32_t number) noexcept {
    return slots_[number & (slots_.size() - 1)];
  }

  duration step_;
  std::vector<entry*> slots_;
  std::atomic<duration::rep> next_round_ = 0;
  std::atomic<std::uint32_t> round_ = 0;
};

}  // namespace naru::detail
