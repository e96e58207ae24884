#include "world.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "player.hpp"

namespace samples::world {
namespace {

struct velocity {
  int x;  // units per tick
  int y;
};

constexpr int straight = 16;
constexpr int diagonal = 11;

constexpr std::array<velocity, directions> velocities{{{0, 0},
                                                       {0, -straight},
                                                       {diagonal, -diagonal},
                                                       {straight, 0},
                                                       {diagonal, diagonal},
                                                       {0, straight},
                                                       {-diagonal, diagonal},
                                                       {-straight, 0},
                                                       {-diagonal, -diagonal}}};

}  // namespace

world::world(naru::proactor& owner, const world_options& options)
    : options_(options), grid_(options.side, options.cell), turn_(owner) {}

// A world that is late skips ticks, because it would never catch up otherwise.
void world::start(ticked done) {
  const auto period = std::chrono::nanoseconds(std::chrono::seconds(1)) / options_.ticks_per_second;
  ticks_ = naru::every(turn_, period, [this, done = std::move(done)](const naru::tick& now) {
    const auto begin = std::chrono::steady_clock::now();
    step();
    done({now, std::chrono::steady_clock::now() - begin, positions_.size()});
  });
}

void world::enter(std::uint64_t session, std::shared_ptr<player> who) {
  turn_.post([this, session, who = std::move(who)]() mutable { add(session, std::move(who)); });
}

void world::steer(std::uint64_t session, direction where) {
  turn_.post([this, session, where] {
    const auto found = index_of_.find(session);
    if (found != index_of_.end()) residents_[found->second].heading = where;
  });
}

void world::leave(std::uint64_t session) {
  turn_.post([this, session] { remove(session); });
}

void world::step() {
  ++tick_;
  move();
  grid_.rebuild(positions_);
  tell();
}

void world::add(std::uint64_t session, std::shared_ptr<player> who) {
  std::uniform_int_distribution<std::uint32_t> anywhere(0, options_.side - 1);
  positions_.push_back({static_cast<std::uint16_t>(anywhere(random_)),
                        static_cast<std::uint16_t>(anywhere(random_))});
  who->send(welcome_packet{.player = ++last_id_,
                           .tick = tick_,
                           .ticks_per_second = options_.ticks_per_second,
                           .side = options_.side,
                           .cell = options_.cell,
                           .seen_max = options_.seen_max});
  residents_.push_back({last_id_, 0, session, std::move(who)});
  index_of_.emplace(session, residents_.size() - 1);
}

void world::remove(std::uint64_t session) {
  const auto found = index_of_.find(session);
  if (found == index_of_.end()) return;
  const std::size_t index = found->second;
  index_of_.erase(found);
  if (index + 1 != residents_.size()) {
    positions_[index] = positions_.back();
    residents_[index] = std::move(residents_.back());
    index_of_[residents_[index].session] = index;
  }
  positions_.pop_back();
  residents_.pop_back();
}

// A player stops at the sides of the world.
void world::move() {
  const auto last = static_cast<int>(options_.side - 1);
  for (std::size_t i = 0; i < positions_.size(); ++i) {
    position& where = positions_[i];
    const velocity speed = velocities[residents_[i].heading];
    where.x = static_cast<std::uint16_t>(std::clamp(where.x + speed.x, 0, last));
    where.y = static_cast<std::uint16_t>(std::clamp(where.y + speed.y, 0, last));
  }
}

// All players in one cell see the same, so each cell's update is built once. Sending only copies
// it into each session's queue; the threads that run the proactor write it.
void world::tell() {
  for (std::size_t cell = 0; cell < grid_.cells(); ++cell) {
    const grid::indices here = grid_.in(cell);
    if (here.empty()) continue;
    update_writer update(update_, tick_);
    for (const grid::indices& some : grid_.around(cell)) {
      const std::size_t room = options_.seen_max - update.count();
      for (const std::uint32_t i : some.first((std::min)(some.size(), room))) {
        update.add(residents_[i].id, positions_[i]);
      }
    }
    const naru::packet packet = update.finish();
    for (const std::uint32_t i : here) residents_[i].connection->send(packet);
  }
}

}  // namespace samples::world
