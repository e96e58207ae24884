// bot: a participant that talks and listens, without a person. It outlasts its connections, each
// of which is a bot_session.
#pragma once

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

  void on_named(naru::const_buffer body);
  void on_joined(naru::const_buffer body);
  void on_left(naru::const_buffer body);
  void on_said(naru::const_buffer body);
  void on_refused(naru::const_buffer body);

  swarm& swarm_;
  bot& self_;
  packet_writer out_;
};

}  // namespace samples::chat
