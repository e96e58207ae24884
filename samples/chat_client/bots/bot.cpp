#include "bot.hpp"

#include <fmt/format.h>

#include "../../common/printable.hpp"
#include "remark.hpp"
#include "swarm.hpp"

namespace samples::chat {

void bot_session::say_name() { send(compose(out_, packet_id::name, self_.name)); }

void bot_session::on_closed(naru::close_reason reason) {
  self_.in_room = false;
  if (reason != naru::close_reason::server_stopped) swarm_.lost(reason);
}

void bot_session::on_message(naru::packet packet) {
  switch (static_cast<packet_id>(packet.id)) {
    case packet_id::named:
      return on_named(packet.body);
    case packet_id::joined:
      return on_joined(packet.body);
    case packet_id::left:
      return on_left(packet.body);
    case packet_id::said:
      return on_said(packet.body);
    case packet_id::refused:
      return on_refused(packet.body);
    default:
      swarm_.count().count_wrong(fmt::format("an unexpected packet {}", packet.id));
  }
}

void bot_session::on_named(naru::const_buffer body) {
  const auto texts = read_texts<1>(body);
  if (!texts || texts->front() != self_.name) return swarm_.count().count_wrong("a wrong name");
  send(compose(out_, packet_id::join, swarm_.room_name(self_.room)));
}

void bot_session::on_joined(naru::const_buffer body) {
  const auto texts = read_texts<2>(body);
  if (!texts || texts->front() != swarm_.room_name(self_.room)) {
    return swarm_.count().count_wrong("somebody joined a room of others");
  }
  if (texts->back() == self_.name) swarm_.entered(self_);
}

void bot_session::on_left(naru::const_buffer body) {
  const auto texts = read_texts<2>(body);
  if (!texts || texts->front() != swarm_.room_name(self_.room)) {
    swarm_.count().count_wrong("somebody left a room of others");
  }
}

// People may be in the room too; the bots ignore what they say.
void bot_session::on_said(naru::const_buffer body) {
  const auto texts = read_texts<3>(body);
  if (!texts || texts->front() != swarm_.room_name(self_.room)) {
    return swarm_.count().count_wrong("something was said in a room of others");
  }
  const auto& [room, name, text] = *texts;
  const bot* const speaker = swarm_.find(name);
  if (speaker == nullptr) return;
  const auto heard = remark::parse(text);
  if (!heard || speaker->room != self_.room) {
    return swarm_.count().count_wrong(fmt::format("{} said {}", name, printable(text)));
  }
  std::uint32_t& last = self_.last[speaker->seat];
  if (heard->number <= last) {
    ++swarm_.count().out_of_order;
    return;
  }
  last = heard->number;
  swarm_.heard(*heard);
}

// After a lost connection the server may not know yet that the name is free again.
void bot_session::on_refused(naru::const_buffer body) {
  const auto refused = read_refused(body);
  if (refused && refused->why == refusal::name_taken) {
    return swarm_.try_name_again(std::static_pointer_cast<bot_session>(shared_from_this()));
  }
  swarm_.count().count_wrong(refused ? printable(refused->text) : "a refusal that is malformed");
}

}  // namespace samples::chat
