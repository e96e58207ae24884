#include "witness.hpp"

#include <naru/packet/packet_reader.hpp>

#include <fmt/format.h>

#include "../chat/protocol.hpp"
#include "../chat_client/bots/remark.hpp"

namespace samples::chat {

bool witness::entry::is(const naru::packet& packet) const noexcept {
  return packet.id == id && std::string_view(packet.body) == body;
}

void witness::subscribe(std::string_view room) {
  if (!open_rooms_.emplace(room).second) wrong_.add(fmt::format("{} was opened twice", room));
}

void witness::unsubscribe(std::string_view room) {
  const auto open = open_rooms_.find(room);
  if (open == open_rooms_.end()) return wrong_.add(fmt::format("{} was not open", room));
  open_rooms_.erase(open);
}

void witness::publish(std::string_view room, const naru::packet& heard) {
  record& all = records_.try_emplace(std::string(room)).first->second;
  naru::packet_reader texts(heard.body);
  static_cast<void>(texts.read_text());  // the room
  entry& added = all.emplace_back();
  added.id = heard.id;
  added.body = std::string_view(heard.body);
  added.who = texts.read_text();
  speaker& one = speakers_[added.who];
  switch (static_cast<packet_id>(heard.id)) {
    case packet_id::joined:
      one.room = &all;
      one.place = all.size() - 1;
      return;
    case packet_id::said:
      return take_remark(one, added, texts.read_text());
    default:
      return;
  }
}

void witness::take_remark(speaker& of, entry& said, std::string_view text) {
  ++remarks_;
  const auto parsed = remark::parse(text);
  if (!parsed) return wrong_.add(fmt::format("a remark of {} was changed on its way", said.who));
  if (parsed->number <= of.said) {
    wrong_.add(fmt::format("{} said its remark {} after its remark {}", said.who, parsed->number,
                           of.said));
  }
  if (parsed->number != of.said + 1) of.after_gaps.push_back(parsed->number);
  of.said = parsed->number;
  said.said_at_ns = parsed->said_at_ns;
}

const witness::speaker* witness::find(std::string_view name) const {
  const auto found = speakers_.find(name);
  return found == speakers_.end() ? nullptr : &found->second;
}

}  // namespace samples::chat
