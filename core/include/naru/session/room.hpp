// room: a group of a server's sessions to send to together: a chat room, a zone of a world, a
// party.
//
//     naru::room<player> lobby;
//     lobby.join(session);              // in on_message, for instance
//     lobby.broadcast("the gate opens");
//
// A session may be in any number of rooms. When it ends, it leaves all of them by itself, just
// before on_closed. A room may be destroyed while sessions are in it.
//
// for_each and broadcast, to all sessions or to those that a filter chooses, are in
// detail/audience.hpp.
//
// It is not needed for all sessions of a server: use server::broadcast.
//
// Thread-safety: every member may be called from any thread. During the destructor no other thread
// may use the room.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/audience.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/segment.hpp>
#include <naru/session/session_base.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

namespace naru {

/// What was broadcast in a room so far.
struct room_counters {
  /// The calls of broadcast.
  std::uint64_t broadcasts = 0;
  /// The messages that were queued, one for each receiver, and the bytes in them.
  std::uint64_t messages = 0;
  std::uint64_t bytes = 0;
};

namespace detail {

class room_members;

/// The part that does not depend on the type of session.
class NARU_API room_base {
 public:
  room_base(const room_base&) = delete;
  room_base& operator=(const room_base&) = delete;

  /// The number of sessions in the room. It may have changed by the time it is returned.
  [[nodiscard]] std::size_t size() const;
  /// What was broadcast so far. A broadcast that is under way may be counted in part.
  [[nodiscard]] room_counters counters() const noexcept;

 protected:
  room_base();
  ~room_base();

  bool add(session_base& joining);
  bool remove(session_base& leaving);
  [[nodiscard]] bool has(const session_base& one) const;
  void visit_sessions(const std::function<void(session_base&)>& visit) const;
  /// Works like the function of server_base with the same name.
  std::size_t send_to_sessions(const segment_pointer& holder, const_buffer bytes,
                               const std::function<bool(const session_base&)>& filter) const;

 private:
  const std::shared_ptr<room_members> members_;  // shared with sessions that are about to leave
};

}  // namespace detail

// There is no constraint, and Session may be incomplete at the place where the room is a member.
// So a session can refer to its own room, and a world that is declared before its players can hold
// one.
template <class Session>
class room : public detail::audience<Session, detail::room_base> {
 public:
  room() = default;

  /// Returns false if the session is in the room already, or is not open.
  bool join(Session& session) { return this->add(session); }
  /// Returns false if the session was not in the room.
  bool leave(Session& session) { return this->remove(session); }
  /// True if the session is in the room. It may have changed by the time it is returned.
  [[nodiscard]] bool contains(const Session& session) const { return this->has(session); }
};

}  // namespace naru
