// session: one connection of a server or a client, which brings messages instead of bytes.
//
// Derive from it, with the framing of the protocol, and say what is to happen:
//
//     class chatter : public naru::session<naru::length_prefixed<>> {
//       void on_connected() override { send("welcome"); }
//       void on_message(naru::const_buffer message) override { send(message); }
//       void on_closed(naru::close_reason reason) override { log(naru::describe(reason)); }
//     };
//     naru::server<chatter> server(*proactor, {.address = naru::endpoint::parse("[::]:7777")});
//
// What belongs to the player, or whatever the session stands for, is a member of that class. What
// else a session can do is in framed_session.hpp (send) and session_base.hpp (close, post).
//
// Not for: a dialogue whose next step depends on the last ones, for which coroutine_session is
// easier to read; bulk data, for which there is tcp_stream.
#pragma once

#include <naru/detail/framed_session.hpp>

#include <cstddef>

namespace naru {

template <framing Framing>
class session : public detail::framed_session<Framing> {
 public:
  using typename detail::framed_session<Framing>::message_type;

 protected:
  /// A message has come. What it refers to is the receive buffer: good until this returns.
  virtual void on_message(message_type message) = 0;

 private:
  detail::taken_messages decode_received(const_buffer received, std::size_t messages_max) final {
    return this->take_messages(received, messages_max, [this](const message_type& message) {
      on_message(message);
      return true;
    });
  }
};

}  // namespace naru
