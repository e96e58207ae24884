// member: a participant of the chat: a connection, a name, and the rooms that it is in.
//
// naru runs the functions of one session one at a time, so nothing here is locked.
#pragma once

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

  void take_name(naru::const_buffer body);
  void join(naru::const_buffer body);
  void leave(naru::const_buffer body);
  void say(naru::const_buffer body);

  /// Returns true if `text` may be shown to others. If not, it has been refused.
  [[nodiscard]] bool accepts(std::string_view what, std::string_view text, std::size_t size_max);
  [[nodiscard]] room* find(std::string_view name) const;
  /// Like find; if there is no such room, that has been refused.
  [[nodiscard]] room* require(std::string_view name);
  template <class... Texts>
  void tell(const room& where, packet_id id, const Texts&... texts);
  void refuse(refusal why, std::string_view text);

  hall& hall_;
  std::string name_;  // empty: no name yet
  std::vector<std::shared_ptr<room>> rooms_;
  std::uint16_t id_at_hand_ = 0;  // of the packet that is being handled
  packet_writer out_;
};

}  // namespace samples::chat
