// room: some of a server's sessions, to send to together: a chat room, a zone of a world, a party.
//
//     naru::room<player> lobby;
//     lobby.join(session);              // in on_message, for instance
//     lobby.broadcast(naru::buffer(text));
//
// A session may be in any number of rooms, and leaves them all by itself when it ends, just before
// on_closed. A room may go while there are sessions in it.
//
// Not needed for everybody, for which there is server::broadcast.
//
// Thread-safety: every member, from any thread; the destructor needs the room to itself.
#pragma once

#include <naru/detail/broadcast.hpp>
#include <naru/session/session_base.hpp>
#include <naru/session/shared_message.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

namespace naru {

namespace detail {

class room_members;

/// What does not depend on the kind of session.
class room_base {
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
  void visit(const std::function<void(session_base&)>& visit) const;

 private:
  const std::shared_ptr<room_members> members_;  // sessions that are about to leave hold it too
};

}  // namespace detail

// Not constrained, so that a session can refer to its own room.
template <class Session>
class room : public detail::room_base {
 public:
  using framing_type = typename Session::framing_type;
  using message_type = typename Session::message_type;

  /// False where it is in already, or is not open.
  bool join(Session& session) { return add(session); }
  /// False where it was not in.
  bool leave(Session& session) { return remove(session); }
  [[nodiscard]] bool contains(const Session& session) const { return has(session); }

  /// Calls `function` with each, on this thread, while their own functions may run on others. Those
  /// that join or leave meanwhile may or may not be among them.
  template <std::invocable<Session&> Function>
  void for_each(Function function) const {
    visit([&](session_base& each) { function(static_cast<Session&>(each)); });
  }

  /// Sends `message` to everyone in the room, encoded once. To how many it was queued.
  std::size_t broadcast(const message_type& message) const {
    return broadcast(message, [](const Session&) { return true; });
  }
  /// The same to those for which `filter` returns true. It is called as for_each says.
  template <std::predicate<const Session&> Filter>
  std::size_t broadcast(const message_type& message, Filter filter) const {
    return broadcast(shared_message<framing_type>(message), std::move(filter));
  }
  template <std::predicate<const Session&> Filter>
  std::size_t broadcast(const shared_message<framing_type>& message, Filter filter) const {
    return detail::broadcast_to<Session>(*this, message, filter);
  }
};

}  // namespace naru
