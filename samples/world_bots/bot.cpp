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

void bot::walk(direction where) { send(compose_steer(out_, where)); }

void bot::on_connected() { send(compose_enter(out_)); }

void bot::on_closed(naru::close_reason reason) {
  const bool was_there = is_there();
  last_tick_.reset();
  if (reason != naru::close_reason::server_stopped) crowd_.lost(reason, was_there);
}

void bot::on_message(naru::packet packet) {
  switch (static_cast<packet_id>(packet.id)) {
    case packet_id::welcome:
      return on_welcome(packet.body);
    case packet_id::update:
      return on_update(packet.body);
    case packet_id::refused:
      return crowd_.count().count_wrong(printable(read_refused(packet.body).value_or("refused")));
    default:
      crowd_.count().count_wrong(fmt::format("an unexpected packet {}", packet.id));
  }
}

void bot::on_welcome(naru::const_buffer body) {
  const auto read = read_welcome(body);
  if (!read) return crowd_.count().count_wrong("a welcome that is malformed");
  world_ = *read;
}

void bot::on_update(naru::const_buffer body) {
  tally& count = crowd_.count();
  std::vector<position>& seen = crowd_.scratch();
  seen.clear();
  std::optional<position> self;
  const auto tick = read_update(body, [&](std::uint32_t player, position where) {
    seen.push_back(where);
    if (player == world_.player) self = where;
  });
  if (!tick || world_.player == 0) return count.count_wrong("an update that is malformed");
  if (!self && seen.size() < world_.seen_max) count.count_wrong("an update without the player");
  for (const position each : seen) {
    const bool inside = each.x < world_.side && each.y < world_.side;
    if (!inside || (self && !is_near(*self, each))) {
      count.count_wrong(fmt::format("somebody at {}, {} who should not be seen", each.x, each.y));
    }
  }
  check_tick(*tick);
  if (!count.measures) return;
  ++count.updates;
  count.bytes += body.size() + naru::packet_framing::header_size;
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
