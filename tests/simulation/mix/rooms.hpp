// rooms: what a session does with the rooms of its hall, and the test of it.
#pragma once

#include <cstddef>
#include <vector>

#include "hall.hpp"
#include "wire.hpp"

namespace mix {

/// Sends one message to all who are in `place`, a room or a server.
template <class Session, class Place>
void shout_to(const Place& place, hall& in) {
  naru::simulation& world = in.around.world;
  const auto size = static_cast<std::uint32_t>(between(world, content_size_min, 1'200));
  const message_name name{in.key, in.shouts++, size, 'm'};
  std::vector<char> room;
  std::vector<const Session*> chosen;
  const auto message = wire<typename Session::framing_type>::message_of(content_of(name, room));
  const std::size_t queued = place.broadcast(message, [&](const Session& each) {
    if (each.connection() == nullptr || !each.is_open()) return false;
    chosen.push_back(&each);
    return true;
  });
  in.around.seen.require(queued <= chosen.size(),
                         "a broadcast was queued for more sessions than it was meant for");
  for (const Session* const each : chosen) {
    if (talk* const to = each->connection()) {
      to->sent_by(end_kind::server).push(name, queued == chosen.size());
    }
  }
  in.around.seen.done.messages_sent += queued;
}

/// Leaves one room, and enters one.
template <class Session>
void move(Session& moving, hall_of<Session>& in) {
  naru::simulation& world = in.around.world;
  auto& left = in.rooms[world.random(in.rooms.size())];
  auto& entered = in.rooms[world.random(in.rooms.size())];
  const bool was_in = left.contains(moving);
  in.around.seen.require(left.leave(moving) == was_in, "leave is not what contains says");
  const bool may_enter = moving.is_open() && !entered.contains(moving);
  in.around.seen.require(entered.join(moving) == may_enter, "join is not what contains says");
}

/// True if the session is in none of them.
template <class Session>
[[nodiscard]] bool has_left_all(const Session& one, const hall_of<Session>& in) {
  for (const auto& each : in.rooms) {
    if (each.contains(one)) return false;
  }
  return true;
}

}  // namespace mix
