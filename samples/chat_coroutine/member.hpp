// member: a connected participant: a name, a room, and the lines that are on their way to it.
#pragma once

#include <naru/channel.hpp>

#include <cstddef>
#include <string>
#include <utility>

namespace samples {

struct member {
  /// The number of lines that may wait for a slow peer; further lines are dropped.
  static constexpr std::size_t lines_waiting_max = 64;

  explicit member(std::string called) : name(std::move(called)) {}

  /// Does not wait, so a peer that does not read holds up nobody.
  void tell(const std::string& line) { static_cast<void>(lines.try_send(line + "\r\n")); }

  std::string name;
  std::string room = "lobby";
  naru::channel<std::string> lines{lines_waiting_max};
};

}  // namespace samples
