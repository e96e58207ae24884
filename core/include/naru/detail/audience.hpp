// audience: what a server and a room do alike with their sessions.
#pragma once

#include <naru/session/send_outcome.hpp>
#include <naru/session/session_base.hpp>
#include <naru/session/shared_message.hpp>

#include <concepts>
#include <cstddef>
#include <utility>

namespace naru::detail {

/// `Base` visits its sessions, of which each is a Session.
template <class Session, class Base>
class audience : public Base {
 public:
  using framing_type = typename Session::framing_type;
  using message_type = typename Session::message_type;

  /// Calls `visit` with each session (of a server, with each that is open), on this thread, while
  /// their own functions may run on others. Those that come or go meanwhile may or may not be among
  /// them.
  template <std::invocable<Session&> Visit>
  void for_each(Visit visit) const {
    this->visit_sessions([&](session_base& each) { visit(static_cast<Session&>(each)); });
  }

  /// Sends `message` to each, encoded once. To how many it was queued.
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
    std::size_t queued = 0;
    for_each([&](const Session& each) {
      if (filter(each) && each.send(message) == send_outcome::queued) ++queued;
    });
    return queued;
  }

 protected:
  using Base::Base;
  ~audience() = default;
};

}  // namespace naru::detail
