// chat: the members, and what they say to each other. It runs on one thread, so it has no lock.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "member.hpp"

namespace samples {

class chat {
 public:
  /// Handles a line of a member: a command, or words for the room. Returns false if the member
  /// wants to leave.
  bool handle(member& from, std::string_view line);

  /// Makes a member take part as long as this object lives.
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
