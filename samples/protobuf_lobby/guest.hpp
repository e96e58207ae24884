// guest: the server's side of one visitor.
#pragma once

#include <naru/packet/packet_handlers.hpp>
#include <naru/session/packet_framing.hpp>
#include <naru/session/room.hpp>
#include <naru/session/session.hpp>

#include <lobby.pb.h>

#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "protobuf_packets.hpp"

namespace samples::lobby_server {

inline constexpr unsigned protocol_version = 1;

class guest;

/// The state that all guests share.
struct hall {
  naru::room<guest> everyone;
  std::mutex mutex;  // guards names
  std::set<std::string> names;
};

class guest final : public naru::session<naru::packet_framing> {
 public:
  explicit guest(hall& all) : all_(all) {}

 private:
  void on_message(naru::packet packet) override;
  void on_closed(naru::close_reason reason) override;

  [[nodiscard]] static const naru::packet_handlers<guest&>& handlers();
  void enter(const lobby::Login& asked);
  void move(const lobby::Move& asked);
  void refuse(std::string_view why);

  hall& all_;
  std::string name_;  // empty until it has entered
};

}  // namespace samples::lobby_server
