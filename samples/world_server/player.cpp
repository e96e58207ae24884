#include "player.hpp"

#include <memory>

#include "world.hpp"

namespace samples::world {

void player::on_message(naru::packet packet) {
  switch (static_cast<packet_id>(packet.id)) {
    case packet_id::enter:
      return enter(packet.body);
    case packet_id::steer:
      return steer(packet.body);
    default:
      refuse("there is no such packet");
  }
}

void player::on_closed(naru::close_reason) {
  if (entered_) world_.leave(id());
}

void player::enter(naru::const_buffer body) {
  const auto version = read_enter(body);
  if (!version) return refuse("an enter packet is a version");
  if (*version != protocol_version) return refuse("the server speaks another version");
  if (entered_) return refuse("you are in the world already");
  entered_ = true;
  world_.enter(id(), naru::share(*this));
}

void player::steer(naru::const_buffer body) {
  const auto where = read_steer(body);
  if (!where) return refuse("a steer packet is a direction from 0 to 8");
  if (!entered_) return refuse("enter the world before you steer");
  world_.steer(id(), *where);
}

// A program that breaks the protocol does not speak it, so the connection cannot go on.
void player::refuse(std::string_view why) {
  packet_writer out;
  send(compose_refused(out, why));
  close();
}

}  // namespace samples::world
