// world: the players, their positions, and what they see. It belongs to the tick: calls of step
// follow one another, and nothing else uses it. Players reach it through the inbox.
//
// While nobody comes or goes, a step allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <unordered_map>
#include <vector>

#include "grid.hpp"
#include "inbox.hpp"
#include "options.hpp"

namespace samples::world {

class world {
 public:
  explicit world(const world_options& options);

  /// May be called from any thread.
  [[nodiscard]] inbox& wishes() noexcept { return inbox_; }

  // Called by the tick.

  /// Does what the players wish, moves them by one tick, and tells each what is around it.
  void step();
  [[nodiscard]] std::uint32_t tick() const noexcept { return tick_; }
  [[nodiscard]] std::size_t players() const noexcept { return positions_.size(); }

 private:
  struct resident {
    std::uint32_t id;
    direction heading;
    std::uint64_t session;
    std::shared_ptr<player> connection;
  };

  void fulfil(const wish& one);
  void enter(const wish& one);
  void leave(std::size_t index);
  void move();
  void tell();

  const world_options options_;
  inbox inbox_;
  std::uint32_t tick_ = 0;
  std::uint32_t last_id_ = 0;
  // The position of each player, and its other data at the same index. If a player leaves, the
  // last one takes its place.
  std::vector<position> positions_;
  std::vector<resident> residents_;
  std::unordered_map<std::uint64_t, std::size_t> index_of_;  // by session
  grid grid_;
  std::minstd_rand random_;
  packet_writer out_;
};

}  // namespace samples::world
