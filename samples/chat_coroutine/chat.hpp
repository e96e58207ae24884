// chat: the members, and what they say to each other. On one thread, so that nothing is locked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "member.hpp"

namespace samples {

class chat {
 public:
  /// What a member typed: a command, or what is said to the room. False for the wish to leave.
  bool handle(member& from, std::string_view line);

  /// Takes part as long as it lives.
  class presence {
   public:
    presence(chat& all, member& one);
    ~presence();
    presence(const presence&) = delete;
    presence& operator=(const presence&) = delete;

   private:
    chat& chat_;
    member& member_;
  };

 private:
  void say(const member& from, const std::string& line);
  void rename(member& from, std::string_view name);
  void move(member& from, std::string_view room);
  void list(member& to) const;
  [[nodiscard]] bool is_taken(std::string_view name) const;

  std::vector<member*> members_;
};

}  // namespace samples
