// player: the connection of a player. It only passes on the player's wishes; the world knows where
// the player is.
#pragma once

#include <naru/packet/packet_handlers.hpp>
#include <naru/session/packet_framing.hpp>
#include <naru/session/session.hpp>

#include <string_view>

#include "../world/protocol.hpp"

namespace samples::world {

class world;

class player final : public naru::session<naru::packet_framing> {
 public:
  explicit player(world& entered) : world_(entered) {}

 private:
  void on_message(naru::packet packet) override;
  void on_closed(naru::close_reason reason) override;

  [[nodiscard]] static const naru::packet_handlers<player&>& handlers();
  void enter(const enter_request& asked);
  void steer(const steer_request& asked);
  void refuse(std::string_view why);

  world& world_;
  bool entered_ = false;
};

}  // namespace samples::world
