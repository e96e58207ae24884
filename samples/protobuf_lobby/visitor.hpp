// visitor: the client's side. It logs in, takes some steps, and leaves when it has heard of the
// last.
#pragma once

#include <naru/packet/packet_handlers.hpp>
#include <naru/session/coroutine_session.hpp>
#include <naru/session/packet_framing.hpp>
#include <naru/task.hpp>

#include <lobby.pb.h>

#include <string>
#include <utility>

#include "protobuf_packets.hpp"

namespace samples::lobby_client {

class visitor final : public naru::coroutine_session<naru::packet_framing> {
 public:
  /// `arrived` becomes true when it has heard of its last step.
  visitor(std::string name, bool& arrived) : name_(std::move(name)), arrived_(arrived) {}

 private:
  naru::task<> serve() override;
  void on_closed(naru::close_reason reason) override;

  [[nodiscard]] static const naru::packet_handlers<visitor&>& handlers();
  void on_moved(const lobby::Moved& heard);

  const std::string name_;
  bool& arrived_;
};

}  // namespace samples::lobby_client
