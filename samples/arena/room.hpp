// room: a field on which players walk and pick up coins. All of it belongs to one serial, in which
// it moves 20 times per second; so nothing in it is locked. Other threads only post to it.
#pragma once

#include <naru/every.hpp>
#include <naru/histogram.hpp>
#include <naru/serial.hpp>
#include <naru/session/room.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <unordered_map>
#include <vector>

#include "../common/histogram.hpp"
#include "accounts.hpp"
#include "protocol.hpp"

namespace samples::arena {

class player;
class treasury;

class room {
 public:
  static constexpr std::size_t players_max = 64;
  static constexpr std::chrono::milliseconds tick_period{50};

  room(naru::proactor& owner, treasury& scores, naru::histogram& tick_seconds,
       std::uint16_t number);

  [[nodiscard]] std::uint16_t number() const noexcept { return number_; }

  // Any thread may call these.

  void join(std::shared_ptr<player> who, std::int64_t account, std::uint32_t score);
  /// Saves the score.
  void leave(std::int64_t account);
  /// The player leaves and joins `next`.
  void hand_over(std::int64_t account, room& next);
  void walk(std::int64_t account, direction where);
  /// Saves the scores that have changed, and ends the ticks.
  void stop();

  /// After stop, and after the proactor has run all of it.
  [[nodiscard]] const histogram& tick_times() const noexcept { return tick_times_; }
  [[nodiscard]] std::uint64_t ticks() const noexcept { return tick_times_.count(); }
  [[nodiscard]] std::uint64_t ticks_missed() const noexcept { return missed_; }

 private:
  struct resident {
    std::shared_ptr<player> who;
    std::uint8_t x;
    std::uint8_t y;
    std::uint32_t score;
    bool changed;  // since it was saved
  };

  void tick(const naru::tick& now);
  void tell(const naru::tick& now);
  void add(std::shared_ptr<player> who, std::int64_t account, std::uint32_t score);
  [[nodiscard]] resident* find(std::int64_t account);
  void pick_up(resident& one);
  void save_changed();

  treasury& scores_;
  naru::histogram& tick_seconds_;
  const std::uint16_t number_;
  std::unordered_map<std::int64_t, resident> residents_;
  std::array<std::array<bool, side>, side> coins_{};
  std::minstd_rand random_;
  histogram tick_times_;
  std::uint64_t missed_ = 0;
  naru::room<player> listeners_;
  naru::serial turn_;
  naru::ticker ticks_;
};

}  // namespace samples::arena
