// room: a place of the chat. It exists as long as somebody is in it.
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
  /// The members that have joined and not left. naru removes a member that ends before the member
  /// can say goodbye.
  std::size_t joined = 0;  // guarded by the hall's lock
};

}  // namespace samples::chat
