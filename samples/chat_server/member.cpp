#include "member.hpp"

#include <naru/packet/packet_traits.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "../common/utf8.hpp"
#include "hall.hpp"
#include "room.hpp"

namespace samples::chat {

const naru::packet_handlers<member&>& member::handlers() {
  static const auto all = naru::packet_handlers<member&>()
                              .on<name_request>(&member::take_name)
                              .on<join_request>(&member::join)
                              .on<leave_request>(&member::leave)
                              .on<say_request>(&member::say);
  return all;
}

void member::on_message(naru::packet packet) {
  id_at_hand_ = packet.id;
  switch (handlers().dispatch(*this, packet)) {
    case naru::dispatch_outcome::handled:
      return;
    case naru::dispatch_outcome::unknown_id:
      return refuse(refusal::unknown_packet, fmt::format("there is no packet {}", packet.id));
    case naru::dispatch_outcome::malformed:
      return refuse(refusal::malformed, fmt::format("a packet {} has other texts", packet.id));
  }
}

// It has left all of naru's rooms already, so the others hear this and it does not.
void member::on_closed(naru::close_reason) {
  for (const std::shared_ptr<room>& each : rooms_) {
    tell(*each, left_packet{each->name, name_});
    hall_.leave(*each, *this);
  }
  if (!name_.empty()) hall_.give_back_name(name_);
}

void member::take_name(const name_request& asked) {
  const auto [name] = asked.texts;
  if (!accepts("a name", name, hall_.limits().name_size_max)) return;
  if (name != name_ && !hall_.take_name(name, name_)) {
    return refuse(refusal::name_taken, fmt::format("the name \"{}\" is taken", name));
  }
  const std::string old = std::exchange(name_, std::string(name));
  send(named_packet{name_});
  for (const std::shared_ptr<room>& each : rooms_) {
    tell(*each, renamed_packet{each->name, old, name_});
  }
}

void member::join(const join_request& asked) {
  const auto [name] = asked.texts;
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
  tell(*rooms_.back(), joined_packet{name, name_});
}

void member::leave(const leave_request& asked) {
  room* const left = require(asked.texts.front());
  if (left == nullptr) return;
  tell(*left, left_packet{left->name, name_});
  hall_.leave(*left, *this);
  std::erase_if(rooms_, [&](const std::shared_ptr<room>& each) { return each.get() == left; });
}

void member::say(const say_request& asked) {
  const auto [name, text] = asked.texts;
  const room* const where = require(name);
  if (where == nullptr || !accepts("a text", text, hall_.limits().text_size_max)) return;
  tell(*where, said_packet{name, name_, text});
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

// A packet has room for the longest texts that the limits allow.
template <class Packet>
void member::tell(const room& where, const Packet& told) {
  std::array<std::byte, naru::packet_framing::body_size_limit> body;
  hall_.tell(where, naru::write_packet(body, told).value());
}

void member::refuse(refusal why, std::string_view text) {
  send(refused_packet{.why = why, .refused_id = id_at_hand_, .text = text});
}

}  // namespace samples::chat
