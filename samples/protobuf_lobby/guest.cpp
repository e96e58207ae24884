#include "guest.hpp"

namespace samples::lobby_server {

const naru::packet_handlers<guest&>& guest::handlers() {
  static const auto all =
      naru::packet_handlers<guest&>().on<lobby::Login>(&guest::enter).on<lobby::Move>(&guest::move);
  return all;
}

void guest::on_message(naru::packet packet) {
  switch (handlers().dispatch(*this, packet)) {
    case naru::dispatch_outcome::handled:
      return;
    case naru::dispatch_outcome::unknown_id:
      return refuse("there is no such packet");
    case naru::dispatch_outcome::malformed:
      return refuse("the packet is malformed");
  }
}

void guest::on_closed(naru::close_reason) {
  const std::lock_guard lock(all_.mutex);
  all_.names.erase(name_);
}

void guest::enter(const lobby::Login& asked) {
  if (asked.version() != protocol_version) return refuse("the server speaks another version");
  if (!name_.empty()) return refuse("you are in the lobby already");
  if (asked.name().empty()) return refuse("a name must not be empty");
  lobby::Welcome welcome;
  {
    const std::lock_guard lock(all_.mutex);
    for (const std::string& each : all_.names) welcome.add_others(each);
    if (!all_.names.insert(asked.name()).second) return refuse("the name is taken");
  }
  name_ = asked.name();
  welcome.set_player(id());
  send(welcome);
  all_.everyone.join(*this);
}

void guest::move(const lobby::Move& asked) {
  if (name_.empty()) return refuse("log in before you move");
  lobby::Moved moved;
  moved.set_name(name_);
  moved.set_x(asked.x());
  moved.set_y(asked.y());
  all_.everyone.broadcast(moved);
}

void guest::refuse(std::string_view why) {
  lobby::Refused refused;
  refused.set_why(std::string(why));
  send(refused);
  close();
}

}  // namespace samples::lobby_server
