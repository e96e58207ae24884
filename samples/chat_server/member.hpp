// member: a participant of the chat: a connection, a name, and the rooms that it is in.
//
// naru runs the functions of one session one at a time, so nothing here is locked.
#pragma once

#include <naru/packet/packet_handlers.hpp>
#include <naru/session/packet_framing.hpp>
#include <naru/session/session.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "../chat/protocol.hpp"

namespace samples::chat {

class hall;
class room;

class member final : public naru::session<naru::packet_framing> {
 public:
  explicit member(hall& all) : hall_(all) {}

 private:
  void on_message(naru::packet packet) override;
  void on_closed(naru::close_reason) override;

  [[nodiscard]] static const naru::packet_handlers<member&>& handlers();
  void take_name(const name_request& asked);
  void join(const join_request& asked);
  void leave(const leave_request& asked);
  void say(const say_request& asked);

  /// Returns true if `text` may be shown to others. If not, it has been refused.
  [[nodiscard]] bool accepts(std::string_view what, std::string_view text, std::size_t size_max);
  [[nodiscard]] room* find(std::string_view name) const;
  /// Like find; if there is no such room, that has been refused.
  [[nodiscard]] room* require(std::string_view name);
  template <class Packet>
  void tell(const room& where, const Packet& told);
  void refuse(refusal why, std::string_view text);

  hall& hall_;
  std::string name_;  // empty: no name yet
  std::vector<std::shared_ptr<room>> rooms_;
  std::uint16_t id_at_hand_ = 0;  // of the packet that is being handled
};

}  // namespace samples::chat
