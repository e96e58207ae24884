// member: one who is connected: a name, a room, and the lines that are on their way to him.
#pragma once

#include <naru/channel.hpp>

#include <cstddef>
#include <string>
#include <utility>

namespace samples {

struct member {
  /// Lines that wait for a peer that reads slowly; one that has more misses what comes then.
  static constexpr std::size_t lines_waiting_max = 64;

  explicit member(std::string called) : name(std::move(called)) {}

  /// Without waiting: nobody is held up by a peer that does not read.
  void tell(const std::string& line) { static_cast<void>(lines.try_send(line + "\r\n")); }

  std::string name;
  std::string room = "lobby";
  naru::channel<std::string> lines{lines_waiting_max};
};

}  // namespace samples
