// hall: the state that all members of a chat_server share: the names that are taken, and the
// rooms.
//
// Talking takes none of its locks, because a member holds the rooms that it is in.
//
// Thread-safety: any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "broker.hpp"

namespace samples::chat {

class member;
class room;

struct hall_limits {
  std::size_t name_size_max = 32;  // bytes, also of a room's name
  std::size_t text_size_max = 1'000;
  std::size_t rooms_max = 1'024;
  std::size_t rooms_per_member_max = 8;
};

class hall {
 public:
  explicit hall(const hall_limits& limits);
  ~hall();

  [[nodiscard]] const hall_limits& limits() const noexcept { return limits_; }

  /// Returns false if somebody has the name. Otherwise `old_name`, which may be empty, is free
  /// again.
  [[nodiscard]] bool take_name(std::string_view new_name, std::string_view old_name);
  void give_back_name(std::string_view name);

  /// The room of that name, with `joining` in it, which must not be in it yet. Null if there are
  /// rooms_max other rooms, or if `joining` is about to end.
  [[nodiscard]] std::shared_ptr<room> join(std::string_view name, member& joining);
  /// Called once after join, also for a member that has ended and so has left naru's room already.
  void leave(room& left, member& leaving);

  /// From here on `other` is told of every room. Called before the first member comes. `other`
  /// must outlive the last member.
  void connect(broker& other) noexcept { broker_ = &other; }
  /// Sends `packet` to everyone in `where`, on this server and the others.
  void tell(const room& where, const naru::packet& packet) const;
  /// Sends only on this server, if the room exists there.
  void tell_here(std::string_view name, const naru::packet& packet) const;

 private:
  const hall_limits limits_;
  broker* broker_ = nullptr;
  std::mutex names_mutex_;
  std::set<std::string, std::less<>> names_;
  mutable std::mutex rooms_mutex_;
  std::map<std::string, std::shared_ptr<room>, std::less<>> rooms_;
};

}  // namespace samples::chat
