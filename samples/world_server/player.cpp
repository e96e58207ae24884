#include "player.hpp"

#include <memory>

#include "world.hpp"

namespace samples::world {

const naru::packet_handlers<player&>& player::handlers() {
  static const auto all = naru::packet_handlers<player&>()
                              .on<enter_request>(&player::enter)
                              .on<steer_request>(&player::steer);
  return all;
}

void player::on_message(naru::packet packet) {
  switch (handlers().dispatch(*this, packet)) {
    case naru::dispatch_outcome::handled:
      return;
    case naru::dispatch_outcome::unknown_id:
      return refuse("there is no such packet");
    case naru::dispatch_outcome::malformed:
      return refuse("the packet is malformed");
  }
}

void player::on_closed(naru::close_reason) {
  if (entered_) world_.leave(id());
}

void player::enter(const enter_request& asked) {
  if (asked.version != protocol_version) return refuse("the server speaks another version");
  if (entered_) return refuse("you are in the world already");
  entered_ = true;
  world_.enter(id(), naru::share(*this));
}

void player::steer(const steer_request& asked) {
  if (!entered_) return refuse("enter the world before you steer");
  world_.steer(id(), asked.where);
}

// A program that breaks the protocol does not speak it, so the connection cannot go on.
void player::refuse(std::string_view why) {
  send(refused_packet{.why = why});
  close();
}

}  // namespace samples::world
