// world: the players, their positions, and what they see. All of it belongs to one serial, in which
// it moves so many times per second. So nothing in it is locked or atomic. Players reach it by
// functions that it posts to the serial.
//
// While nobody comes or goes, a step allocates nothing.
#pragma once

#include <naru/every.hpp>
#include <naru/serial.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <unordered_map>
#include <vector>

#include "../world/protocol.hpp"
#include "grid.hpp"
#include "options.hpp"

namespace samples::world {

class player;

class world {
 public:
  struct report {
    naru::tick tick;
    std::chrono::nanoseconds took;
    std::size_t players;
  };
  using ticked = std::function<void(const report& done)>;

  world(naru::proactor& owner, const world_options& options);

  /// Ticks from here on, and calls `done` after each tick, in the serial.
  void start(ticked done);
  /// No tick begins after this call. Waits for the one that runs.
  void stop() noexcept { ticks_.stop(); }

  // Any thread may call these. `session` is the id of the player's.

  void enter(std::uint64_t session, std::shared_ptr<player> who);
  void steer(std::uint64_t session, direction where);
  void leave(std::uint64_t session);

 private:
  struct resident {
    std::uint32_t id;
    direction heading;
    std::uint64_t session;
    std::shared_ptr<player> connection;
  };

  void step();
  void add(std::uint64_t session, std::shared_ptr<player> who);
  void remove(std::uint64_t session);
  void move();
  void tell();

  const world_options options_;
  std::uint32_t tick_ = 0;
  std::uint32_t last_id_ = 0;
  // The position of each player, and its other data at the same index. If a player leaves, the
  // last one takes its place.
  std::vector<position> positions_;
  std::vector<resident> residents_;
  std::unordered_map<std::uint64_t, std::size_t> index_of_;  // by session
  grid grid_;
  std::minstd_rand random_;
  std::array<std::byte, naru::packet_framing::body_size_limit> update_;  // of the cell at hand
  naru::serial turn_;
  naru::ticker ticks_;
};

}  // namespace samples::world
