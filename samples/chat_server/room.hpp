// room: a place of the chat, as long as somebody is in it.
#pragma once

#include <naru/session/room.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include "member.hpp"

namespace samples::chat {

class room {
 public:
  explicit room(std::string_view called) : name(called) {}

  const std::string name;
  naru::room<member> members;
  /// Those who have joined and not left: naru forgets a member that ends before it can say goodbye.
  std::size_t joined = 0;  // the hall's, under its lock
};

}  // namespace samples::chat
