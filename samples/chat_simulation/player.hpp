// player: one who chats. A player outlasts its connections, each of which is a player_session: if
// one is lost, its client connects again, and the player comes back into a room.
//
// Each packet that comes is compared with what the witness has of the room.
#pragma once

#include <naru/packet/packet_handlers.hpp>
#include <naru/session/packet_framing.hpp>
#include <naru/session/session.hpp>
#include <naru/simulation.hpp>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "../chat/protocol.hpp"
#include "../common/histogram.hpp"
#include "findings.hpp"
#include "witness.hpp"

namespace samples::chat {

/// What all players share.
struct company {
  naru::simulation& world;
  const witness& told;
  findings& wrong;
  std::size_t rooms = 1;
  bool talks = true;  // while it is false, nobody speaks or goes to another room
};

struct player {
  std::string name = {};
  histogram* latency = nullptr;             // from saying to hearing
  std::string room_name = {};               // for which it has asked last
  const witness::record* room = nullptr;    // in which it is; null if in none
  bool leaves = false;                      // has asked to leave it
  std::size_t next = 0;                     // the entry of the record that it must hear next
  std::uint32_t said = 0;                   // remarks
  std::uint32_t said_here = 0;              // the last one on this connection; 0 if there is none
  std::set<std::uint32_t> first_said = {};  // of each connection, the number of its first remark
  std::uint64_t heard = 0;                  // packets of rooms
  std::uint64_t connections = 0;
  std::uint64_t lost = 0;  // of these

  bool is_there = false;  // the server knows it by its name

  [[nodiscard]] bool has_heard_all() const noexcept {
    return room != nullptr && next == room->size();
  }
};

class player_session final : public naru::session<naru::packet_framing> {
 public:
  player_session(company& all, player& self) : all_(all), self_(self) {}

 private:
  void on_connected() override;
  void on_message(naru::packet packet) override;
  void on_closed(naru::close_reason reason) override;

  [[nodiscard]] static const naru::packet_handlers<player_session&>& handlers();
  void on_named(const named_packet& heard);
  void on_refused(const refused_packet& refused);
  void hear(const naru::packet& packet);

  void say_name() { send(name_request{self_.name}); }
  void join_a_room();
  void think();
  void act();
  void complain(std::string_view what);

  company& all_;
  player& self_;
};

}  // namespace samples::chat
