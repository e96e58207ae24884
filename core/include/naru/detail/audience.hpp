// audience: the functions that a server and a room share for their sessions.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/text.hpp>
#include <naru/session/send_outcome.hpp>
#include <naru/session/session_base.hpp>
#include <naru/session/shared_message.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <utility>

namespace naru::detail {

/// `Base` visits its sessions, and each of them is a Session. Session may be incomplete until a
/// function is called, so that a class can hold the room or the server of sessions that refer to
/// the class. For that reason each function looks at the session's types through a template
/// argument of its own.
template <class Session, class Base>
class audience : public Base {
 public:
  /// Calls `visit` with each session (of a server: each open session) on this thread, while the
  /// sessions' own functions may run on others. Sessions that come or go meanwhile may or may not
  /// be visited.
  template <std::invocable<Session&> Visit>
  void for_each(Visit visit) const {
    this->visit_sessions([&](session_base& each) { visit(static_cast<Session&>(each)); });
  }

  /// Sends `message` to each session, encoded once. Returns the number of sessions for which it
  /// was queued.
  template <class One = Session>
  std::size_t broadcast(const typename One::message_type& message) const {
    return broadcast_to_all(shared_message<typename One::framing_type>(message));
  }
  /// Works like the above, for an object that the framing encodes, as framed_session::send takes
  /// it.
  template <class Message, class One = Session>
    requires encoded_by<Message, typename One::framing_type>
  std::size_t broadcast(const Message& message) const {
    return broadcast_to_all(shared_message<typename One::framing_type>(message));
  }
  template <class Message, class One = Session, std::predicate<const One&> Filter>
    requires encoded_by<Message, typename One::framing_type>
  std::size_t broadcast(const Message& message, Filter filter) const {
    return broadcast<One>(shared_message<typename One::framing_type>(message), std::move(filter));
  }
  /// Works like the above, for the sessions for which `filter` returns true. It is called as
  /// for_each describes.
  template <class One = Session, std::predicate<const One&> Filter>
  std::size_t broadcast(const typename One::message_type& message, Filter filter) const {
    return broadcast<One>(shared_message<typename One::framing_type>(message), std::move(filter));
  }
  template <class One = Session, std::predicate<const One&> Filter>
  std::size_t broadcast(const shared_message<typename One::framing_type>& message,
                        Filter filter) const {
    const auto chosen = [&](const session_base& each) {
      return filter(static_cast<const One&>(each));
    };
    if (!message.fits()) return 0;
    return this->send_to_sessions(message.holder(), message.bytes(), std::ref(chosen));
  }
  /// Works like the above, for text, as framed_session::send takes it.
  template <text Text, class One = Session>
    requires std::same_as<typename One::message_type, const_buffer>
  std::size_t broadcast(Text&& message) const {
    return broadcast<One>(text_bytes(message));
  }
  template <text Text, class One = Session, std::predicate<const One&> Filter>
    requires std::same_as<typename One::message_type, const_buffer>
  std::size_t broadcast(Text&& message, Filter filter) const {
    return broadcast<One>(text_bytes(message), std::move(filter));
  }

 protected:
  using Base::Base;
  ~audience() = default;

 private:
  template <class Encoded>
  std::size_t broadcast_to_all(const Encoded& message) const {
    return message.fits() ? this->send_to_sessions(message.holder(), message.bytes(), nullptr) : 0;
  }
};

}  // namespace naru::detail
