#include "bot.hpp"

#include <fmt/format.h>

#include "../../common/printable.hpp"
#include "remark.hpp"
#include "swarm.hpp"

namespace samples::chat {

void bot_session::say_name() { send(name_request{self_.name}); }

void bot_session::on_closed(naru::close_reason reason) {
  self_.in_room = false;
  if (reason != naru::close_reason::server_stopped) swarm_.lost(reason);
}

const naru::packet_handlers<bot_session&>& bot_session::handlers() {
  static const auto all = naru::packet_handlers<bot_session&>()
                              .on<named_packet>(&bot_session::on_named)
                              .on<joined_packet>(&bot_session::on_joined)
                              .on<left_packet>(&bot_session::on_left)
                              .on<said_packet>(&bot_session::on_said)
                              .on<refused_packet>(&bot_session::on_refused);
  return all;
}

void bot_session::on_message(naru::packet packet) {
  if (handlers().dispatch(*this, packet) != naru::dispatch_outcome::handled) {
    swarm_.count().count_wrong(fmt::format("an unexpected packet {}", packet.id));
  }
}

void bot_session::on_named(const named_packet& heard) {
  if (heard.texts.front() != self_.name) return swarm_.count().count_wrong("a wrong name");
  send(join_request{swarm_.room_name(self_.room)});
}

void bot_session::on_joined(const joined_packet& heard) {
  if (heard.texts.front() != swarm_.room_name(self_.room)) {
    return swarm_.count().count_wrong("somebody joined a room of others");
  }
  if (heard.texts.back() == self_.name) swarm_.entered(self_);
}

void bot_session::on_left(const left_packet& heard) {
  if (heard.texts.front() != swarm_.room_name(self_.room)) {
    swarm_.count().count_wrong("somebody left a room of others");
  }
}

// People may be in the room too; the bots ignore what they say.
void bot_session::on_said(const said_packet& heard) {
  const auto [room, name, text] = heard.texts;
  if (room != swarm_.room_name(self_.room)) {
    return swarm_.count().count_wrong("something was said in a room of others");
  }
  const bot* const speaker = swarm_.find(name);
  if (speaker == nullptr) return;
  const auto said = remark::parse(text);
  if (!said || speaker->room != self_.room) {
    return swarm_.count().count_wrong(fmt::format("{} said {}", name, printable(text)));
  }
  std::uint32_t& last = self_.last[speaker->seat];
  if (said->number <= last) {
    ++swarm_.count().out_of_order;
    return;
  }
  last = said->number;
  swarm_.heard(*said);
}

// After a lost connection the server may not know yet that the name is free again.
void bot_session::on_refused(const refused_packet& refused) {
  if (refused.why == refusal::name_taken) {
    return swarm_.try_name_again(std::static_pointer_cast<bot_session>(shared_from_this()));
  }
  swarm_.count().count_wrong(printable(refused.text));
}

}  // namespace samples::chat
