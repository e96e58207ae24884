// room: a field on which players walk and pick up coins. All of it belongs to one serial, in which
// it moves 20 times per second; so nothing in it is locked. Other threads only post to it.
#pragma once

#include <naru/every.hpp>
#include <naru/histogram.hpp>
#include <naru/serial.hpp>
#include <naru/session/room.hpp>
#include <naru/task.hpp>

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

class lobby;
class player;
class treasury;

class room {
 public:
  static constexpr std::size_t players_max = 64;
  static constexpr std::chrono::milliseconds tick_period{50};

  room(lobby& hall, naru::proactor& owner, treasury& scores, naru::histogram& tick_seconds,
       std::uint16_t number);

  [[nodiscard]] std::uint16_t number() const noexcept { return number_; }

  // Any thread may call these. The first two return false if the room takes nobody any more: it is
  // overloaded, or has stopped. Then nothing has changed.

  /// From here on the room saves the player's score. When the player has ended, the room saves it a
  /// last time and then frees the name.
  [[nodiscard]] bool join(std::shared_ptr<player> who, std::int64_t account, std::uint32_t score);
  /// The player leaves and joins `next`. If `next` takes nobody, the player is put out.
  [[nodiscard]] bool hand_over(std::int64_t account, room& next);
  /// An overloaded room loses steps.
  void walk(std::int64_t account, direction where);

  /// Ends the ticks, and saves the scores of all who are here.
  naru::task<> stop();

  /// After stop, and after the proactor has run all of it.
  [[nodiscard]] const histogram& tick_times() const noexcept { return tick_times_; }
  [[nodiscard]] std::uint64_t ticks() const noexcept { return tick_times_.count(); }
  [[nodiscard]] std::uint64_t ticks_missed() const noexcept { return missed_; }
  [[nodiscard]] std::uint64_t coins_picked_up() const noexcept { return picked_up_; }

 private:
  struct resident {
    std::shared_ptr<player> who;
    std::uint8_t x = 0;
    std::uint8_t y = 0;
    std::uint32_t score = 0;
    bool changed = false;  // since it was saved
  };

  void tick(const naru::tick& now);
  void tell(const naru::tick& now);
  void add(std::shared_ptr<player> who, std::int64_t account, std::uint32_t score);
  [[nodiscard]] resident* find(std::int64_t account);
  void pick_up(resident& one);
  void save_changed();
  /// Lets the players go for whom `goes` is true.
  template <class Goes>
  void retire(Goes goes);

  lobby& hall_;
  treasury& scores_;
  naru::histogram& tick_seconds_;
  const std::uint16_t number_;
  std::unordered_map<std::int64_t, resident> residents_;
  std::array<std::array<bool, side>, side> coins_{};
  std::minstd_rand random_;
  histogram tick_times_;
  std::uint64_t missed_ = 0;
  std::uint64_t picked_up_ = 0;
  naru::room<player> listeners_;
  naru::serial turn_;
  naru::ticker ticks_;
};

}  // namespace samples::arena
