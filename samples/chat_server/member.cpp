#include "member.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "../common/utf8.hpp"
#include "hall.hpp"
#include "room.hpp"

namespace samples::chat {

void member::on_message(naru::packet packet) {
  id_at_hand_ = packet.id;
  switch (static_cast<packet_id>(packet.id)) {
    case packet_id::name:
      return take_name(packet.body);
    case packet_id::join:
      return join(packet.body);
    case packet_id::leave:
      return leave(packet.body);
    case packet_id::say:
      return say(packet.body);
    default:
      refuse(refusal::unknown_packet, fmt::format("there is no packet {}", packet.id));
  }
}

// It has left all of naru's rooms already, so the others hear this and it does not.
void member::on_closed(naru::close_reason) {
  for (const std::shared_ptr<room>& each : rooms_) {
    tell(*each, packet_id::left, each->name, name_);
    hall_.leave(*each, *this);
  }
  if (!name_.empty()) hall_.give_back_name(name_);
}

void member::take_name(naru::const_buffer body) {
  const auto texts = read_texts<1>(body);
  if (!texts) return refuse(refusal::malformed, "a name packet is one text");
  const std::string_view name = texts->front();
  if (!accepts("a name", name, hall_.limits().name_size_max)) return;
  if (name != name_ && !hall_.take_name(name, name_)) {
    return refuse(refusal::name_taken, fmt::format("the name \"{}\" is taken", name));
  }
  const std::string old = std::exchange(name_, std::string(name));
  send(compose(out_, packet_id::named, name_));
  for (const std::shared_ptr<room>& each : rooms_) {
    tell(*each, packet_id::renamed, each->name, old, name_);
  }
}

void member::join(naru::const_buffer body) {
  const auto texts = read_texts<1>(body);
  if (!texts) return refuse(refusal::malformed, "a join packet is one text");
  const std::string_view name = texts->front();
  if (name_.empty()) return refuse(refusal::no_name, "name yourself before you join a room");
  if (!accepts("the name of a room", name, hall_.limits().name_size_max)) return;
  if (find(name) != nullptr) {
    return refuse(refusal::already_there, fmt::format("you are in \"{}\" already", name));
  }
  if (rooms_.size() >= hall_.limits().rooms_per_member_max) {
    return refuse(refusal::too_many_rooms, fmt::format("you are in {} rooms, which is as many as "
                                                       "one may be in",
                                                       rooms_.size()));
  }
  std::shared_ptr<room> joined = hall_.join(name, *this);
  if (!joined) return refuse(refusal::too_many_rooms, "there are as many rooms as there may be");
  rooms_.push_back(std::move(joined));
  tell(*rooms_.back(), packet_id::joined, name, name_);
}

void member::leave(naru::const_buffer body) {
  const auto texts = read_texts<1>(body);
  if (!texts) return refuse(refusal::malformed, "a leave packet is one text");
  room* const left = require(texts->front());
  if (left == nullptr) return;
  tell(*left, packet_id::left, left->name, name_);
  hall_.leave(*left, *this);
  std::erase_if(rooms_, [&](const std::shared_ptr<room>& each) { return each.get() == left; });
}

void member::say(naru::const_buffer body) {
  const auto texts = read_texts<2>(body);
  if (!texts)
    return refuse(refusal::malformed, "a say packet is two texts: the room and what to say");
  const auto& [name, text] = *texts;
  const room* const where = require(name);
  if (where == nullptr || !accepts("a text", text, hall_.limits().text_size_max)) return;
  tell(*where, packet_id::said, name, name_, text);
}

bool member::accepts(std::string_view what, std::string_view text, std::size_t size_max) {
  if (text.empty()) {
    refuse(refusal::empty, fmt::format("{} must not be empty", what));
  } else if (text.size() > size_max) {
    refuse(refusal::too_long,
           fmt::format("{} may have at most {} bytes, not {}", what, size_max, text.size()));
  } else if (!is_printable(text)) {
    refuse(refusal::not_text, fmt::format("{} must be UTF-8 without control characters", what));
  } else {
    return true;
  }
  return false;
}

room* member::find(std::string_view name) const {
  const auto found = std::find_if(rooms_.begin(), rooms_.end(),
                                  [&](const std::shared_ptr<room>& r) { return r->name == name; });
  return found != rooms_.end() ? found->get() : nullptr;
}

room* member::require(std::string_view name) {
  room* const found = find(name);
  // The name is repeated in the refusal only if it can be a room's name.
  if (found == nullptr && accepts("the name of a room", name, hall_.limits().name_size_max)) {
    refuse(refusal::no_such_room, fmt::format("you are in no room \"{}\"", name));
  }
  return found;
}

template <class... Texts>
void member::tell(const room& where, packet_id id, const Texts&... texts) {
  hall_.tell(where, compose(out_, id, texts...));
}

void member::refuse(refusal why, std::string_view text) {
  send(compose(out_, refused_packet{why, id_at_hand_, text}));
}

}  // namespace samples::chat
