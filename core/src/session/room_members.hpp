// room_members: who is in a room. Locks nest one way: the room's, then a session's.
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
  session_base& session;            // there as long as it is listed
  std::size_t place = 0;            // in the room's list
  room_membership* next = nullptr;  // of the session; guarded by the session's lock
};

class room_members : public std::enable_shared_from_this<room_members> {
 public:
  bool add(session_base& joining);
  bool remove(session_base& leaving) noexcept;
  /// That of a session which has forgotten it already.
  void remove(room_membership& ended) noexcept;
  /// The room goes: everybody leaves.
  void remove_all() noexcept;

  [[nodiscard]] std::size_t size() const noexcept;

  /// As place_table::copy_some.
  [[nodiscard]] std::size_t copy_some(std::size_t& place, some_sessions& copied) const;

 private:
  using guard = ordered_guard<lock_rank::room>;

  mutable std::mutex mutex_;             // guards table_
  place_table<room_membership*> table_;  // null where nobody is
};

}  // namespace naru::detail
