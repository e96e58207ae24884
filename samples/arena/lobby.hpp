// lobby: who is here, and in which room. It belongs to one serial. Sessions enter it as tasks.
#pragma once

#include <naru/serial.hpp>
#include <naru/task.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "room.hpp"
#include "treasury.hpp"

namespace samples::arena {

class player;

class lobby {
 public:
  lobby(naru::proactor& owner, treasury& scores, naru::histogram& tick_seconds, std::size_t rooms);

  // Tasks of sessions call these. They come back on the lobby's proactor, outside the lobby.

  /// Gives `who` a room that is not full. Null if the name is taken or every room is full.
  naru::task<room*> admit(std::string name, std::shared_ptr<player> who);
  /// Null if there is no such room, or it is full; then `name` stays where it is.
  naru::task<room*> change_room(std::string name, std::uint16_t number);
  naru::task<std::shared_ptr<player>> find(std::string name);
  /// Stops all rooms: when it returns, the scores of all who were there are on their way to the
  /// database. Call it once nobody can enter any more.
  naru::task<> stop();

  /// Frees the name and the seat. Any thread may call this, once for each player that was admitted.
  void leave(std::string name);

  [[nodiscard]] const std::deque<room>& rooms() const noexcept { return rooms_; }

 private:
  struct guest {
    std::weak_ptr<player> who;
    std::size_t room;
  };

  naru::proactor& proactor_;
  std::deque<room> rooms_;
  std::vector<std::size_t> taken_;  // seats, by room
  std::map<std::string, guest, std::less<>> guests_;
  naru::serial turn_;
};

}  // namespace samples::arena
