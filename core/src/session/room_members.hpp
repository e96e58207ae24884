// room_members: the list of the sessions in a room. A thread may lock the room and then a session,
// but not the other way round.
#pragma once

#include <naru/session/room.hpp>
#include <naru/session/session_base.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
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

  /// A message of so many bytes was queued for so many sessions.
  void count_broadcast(std::size_t receivers, std::size_t bytes) noexcept {
    broadcasts_.fetch_add(1, std::memory_order_relaxed);
    messages_.fetch_add(receivers, std::memory_order_relaxed);
    bytes_.fetch_add(receivers * bytes, std::memory_order_relaxed);
  }
  [[nodiscard]] room_counters counters() const noexcept {
    return {.broadcasts = broadcasts_, .messages = messages_, .bytes = bytes_};
  }

  /// Calls `visit` with each session. No lock is held while `visit` runs.
  template <class Visit>
  void for_each(Visit&& visit) {
    const auto session_of = [](const room_membership* each) {
      return each != nullptr ? &each->session : nullptr;
    };
    walk<guard>(mutex_, table_, session_of, visit);
  }

 private:
  using guard = ordered_guard<lock_rank::room>;

  void keep_for_walks(session_base& leaving) noexcept;

  mutable std::mutex mutex_;             // guards table_
  place_table<room_membership*> table_;  // a free place is null

  std::atomic<std::uint64_t> broadcasts_ = 0;
  std::atomic<std::uint64_t> messages_ = 0;
  std::atomic<std::uint64_t> bytes_ = 0;
};

}  // namespace naru::detail
