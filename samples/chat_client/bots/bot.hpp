// bot: a participant that talks and listens, without a person. It outlasts its connections, each
// of which is a bot_session.
#pragma once

#include <naru/packet/packet_handlers.hpp>
#include <naru/session/packet_framing.hpp>
#include <naru/session/session.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "../../chat/protocol.hpp"

namespace samples::chat {

class swarm;

struct bot {
  std::string name;
  std::size_t room = 0;
  std::size_t seat = 0;  // its number among those of its room
  bool in_room = false;
  bool has_entered = false;         // once
  std::uint32_t said = 0;           // remarks
  std::vector<std::uint32_t> last;  // for each seat of the room: the number of its last remark
};

class bot_session final : public naru::session<naru::packet_framing> {
 public:
  bot_session(swarm& owner, bot& self) : swarm_(owner), self_(self) {}

  void say_name();

 private:
  void on_connected() override { say_name(); }
  void on_message(naru::packet packet) override;
  void on_closed(naru::close_reason reason) override;

  [[nodiscard]] static const naru::packet_handlers<bot_session&>& handlers();
  void on_named(const named_packet& heard);
  void on_joined(const joined_packet& heard);
  void on_left(const left_packet& heard);
  void on_said(const said_packet& heard);
  void on_refused(const refused_packet& refused);

  swarm& swarm_;
  bot& self_;
};

}  // namespace samples::chat
