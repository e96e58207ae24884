#include "bot.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "../common/printable.hpp"
#include "crowd.hpp"

namespace samples::world {
namespace {

// If the world stands still for so long, that is a gap, whatever the numbers of its ticks say.
constexpr std::chrono::seconds silence_max{1};

}  // namespace

void bot::walk(direction where) { send(steer_request{.where = where}); }

void bot::on_connected() { send(enter_request()); }

void bot::on_closed(naru::close_reason reason) {
  const bool was_there = is_there();
  last_tick_.reset();
  if (reason != naru::close_reason::server_stopped) crowd_.lost(reason, was_there);
}

const naru::packet_handlers<bot&>& bot::handlers() {
  static const auto all =
      naru::packet_handlers<bot&>()
          .on<welcome_packet>([](bot& self, const welcome_packet& world) { self.world_ = world; })
          .on<update_packet>(&bot::on_update)
          .on<refused_packet>([](bot& self, const refused_packet& refused) {
            self.crowd_.count().count_wrong(printable(refused.why));
          });
  return all;
}

void bot::on_message(naru::packet packet) {
  if (handlers().dispatch(*this, packet) != naru::dispatch_outcome::handled) {
    crowd_.count().count_wrong(fmt::format("an unexpected packet {}", packet.id));
  }
}

void bot::on_update(const update_packet& update) {
  tally& count = crowd_.count();
  if (world_.player == 0) return count.count_wrong("an update before the welcome");
  std::vector<position>& seen = crowd_.scratch();
  seen.clear();
  std::optional<position> self;
  update.for_each([&](std::uint32_t player, position where) {
    seen.push_back(where);
    if (player == world_.player) self = where;
  });
  if (!self && seen.size() < world_.seen_max) count.count_wrong("an update without the player");
  for (const position each : seen) {
    const bool inside = each.x < world_.side && each.y < world_.side;
    if (!inside || (self && !is_near(*self, each))) {
      count.count_wrong(fmt::format("somebody at {}, {} who should not be seen", each.x, each.y));
    }
  }
  check_tick(update.tick);
  if (!count.measures) return;
  ++count.updates;
  count.bytes +=
      naru::packet_framing::header_size + update_packet::header_size + update.players.size();
  count.seen += seen.size();
}

void bot::check_tick(std::uint32_t tick) {
  tally& count = crowd_.count();
  const auto now = owner().now();
  if (!last_tick_) {
    crowd_.arrived(world_);
  } else {
    const auto interval = now - last_time_;
    if (tick != *last_tick_ + 1) {
      count.count_gap(fmt::format("tick {} came after tick {}", tick, *last_tick_));
    } else if (interval > silence_max) {
      count.count_gap(fmt::format("nothing came for {:.0f} ms", milliseconds(interval)));
    }
    if (count.measures) count.interval.record(interval);
  }
  last_tick_ = tick;
  last_time_ = now;
}

bool bot::is_near(position one, position other) const noexcept {
  const int columns = one.x / world_.cell - other.x / world_.cell;
  const int rows = one.y / world_.cell - other.y / world_.cell;
  return std::abs(columns) <= 1 && std::abs(rows) <= 1;
}

}  // namespace samples::world
