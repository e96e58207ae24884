// talker: the connection of a person: sends the lines that were typed, and prints what it hears.
#pragma once

#include <naru/packet/packet_handlers.hpp>
#include <naru/session/packet_framing.hpp>
#include <naru/session/session.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "../chat/protocol.hpp"
#include "conversation.hpp"

namespace samples::chat {

class talker final : public naru::session<naru::packet_framing> {
 public:
  /// `left` is called when the user has ended the conversation, by /quit or the end of the input.
  talker(conversation& lines, std::function<void()> left)
      : conversation_(lines), left_(std::move(left)) {}

  /// Sends the lines that wait. Runs only as one of the session's own functions: post it.
  void take_lines();

 private:
  void on_connected() override;
  void on_message(naru::packet packet) override;
  void on_closed(naru::close_reason reason) override;

  void carry_out(std::string_view line);
  void rename(std::string_view name);
  void move(std::string_view room);
  void enter(std::string_view room);
  [[nodiscard]] static const naru::packet_handlers<talker&>& handlers();
  void on_refused(const refused_packet& refused);

  conversation& conversation_;
  std::function<void()> left_;
  std::string room_;  // the room that was asked for; empty if none, or if it was refused
};

}  // namespace samples::chat
