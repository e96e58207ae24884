// room: some of a server's sessions, to send to together: a chat room, a zone of a world, a party.
//
//     naru::room<player> lobby;
//     lobby.join(session);              // in on_message, for instance
//     lobby.broadcast("the gate opens");
//
// A session may be in any number of rooms, and leaves them all by itself when it ends, just before
// on_closed. A room may go while there are sessions in it.
//
// for_each and broadcast, to all or to those that a filter chooses, are in detail/audience.hpp.
//
// Not needed for everybody, for which there is server::broadcast.
//
// Thread-safety: every member, from any thread; the destructor needs the room to itself.
#pragma once

#include <naru/detail/audience.hpp>
#include <naru/detail/export.hpp>
#include <naru/session/session_base.hpp>

#include <cstddef>
#include <functional>
#include <memory>

namespace naru {

namespace detail {

class room_members;

/// What does not depend on the kind of session.
class NARU_API room_base {
 public:
  room_base(const room_base&) = delete;
  room_base& operator=(const room_base&) = delete;

  /// How many are in it. The answer may be old when it arrives.
  [[nodiscard]] std::size_t size() const;

 protected:
  room_base();
  ~room_base();

  bool add(session_base& joining);
  bool remove(session_base& leaving);
  [[nodiscard]] bool has(const session_base& one) const;
  void visit_sessions(const std::function<void(session_base&)>& visit) const;

 private:
  const std::shared_ptr<room_members> members_;  // sessions that are about to leave hold it too
};

}  // namespace detail

// Not constrained, and Session may be incomplete where the room is a member: so that a session can
// refer to its own room, and a world that comes before its players can hold one.
template <class Session>
class room : public detail::audience<Session, detail::room_base> {
 public:
  room() = default;

  /// False where it is in already, or is not open.
  bool join(Session& session) { return this->add(session); }
  /// False where it was not in.
  bool leave(Session& session) { return this->remove(session); }
  [[nodiscard]] bool contains(const Session& session) const { return this->has(session); }
};

}  // namespace naru
