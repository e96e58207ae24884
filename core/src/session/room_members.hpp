// room_members: the list of the sessions in a room. A thread may lock the room and then a session,
// but not the other way round.
#pragma once

#include <naru/session/session_base.hpp>

#include <cstddef>
#include <memory>
#include <mutex>

#include "session/lock_order.hpp"
#include "session/place_table.hpp"

namespace naru::detail {

class room_members;

struct room_membership {
  std::shared_ptr<room_members> room;
  session_base& session;            // lives as long as the membership is in the list
  std::size_t place = 0;            // place in the list of the room
  room_membership* next = nullptr;  // of the same session; guarded by its lock
};

class room_members : public std::enable_shared_from_this<room_members> {
 public:
  bool add(session_base& joining);
  bool remove(session_base& leaving) noexcept;
  /// Removes a membership that its session does not know any more.
  void remove(room_membership& ended) noexcept;
  /// Removes all sessions, because the room is destroyed.
  void remove_all() noexcept;

  [[nodiscard]] std::size_t size() const noexcept;

  /// See place_table::copy_some.
  [[nodiscard]] std::size_t copy_some(std::size_t& place, some_sessions& copied) const;

 private:
  using guard = ordered_guard<lock_rank::room>;

  mutable std::mutex mutex_;             // guards table_
  place_table<room_membership*> table_;  // a free place is null
};

}  // namespace naru::detail
