// session: one connection of a server or a client, which brings messages instead of bytes.
//
// Derive from it, with the framing of the protocol, and override the functions that you need:
//
//     class chatter : public naru::session<naru::length_prefixed<>> {
//       void on_connected() override { send("welcome"); }
//       void on_message(naru::const_buffer message) override { send(message); }
//       void on_closed(naru::close_reason reason) override { log(naru::describe(reason)); }
//     };
//     naru::server<chatter> server(*proactor, {.address = naru::endpoint::parse("[::]:7777")});
//
// Data of the player, or of anything else that the session stands for, are members of that class.
// framed_session.hpp (send) and session_base.hpp (close, post) declare the other functions of a
// session.
//
// Not for: a dialogue in which the next step depends on the last ones, because coroutine_session is
// easier to read there; bulk data, because tcp_stream is better for them.
//
// Thread-safety: any thread may call the public functions.
#pragma once

#include <naru/detail/framed_session.hpp>

#include <cstddef>

namespace naru {

template <framing Framing>
class session : public detail::framed_session<Framing> {
 public:
  using typename detail::framed_session<Framing>::message_type;

  /// Takes no more messages until resume_receiving, for instance while the work that a message has
  /// started is not done. What the peer sends meanwhile fills the receive buffer and the system's
  /// buffers, and then the peer has to wait. Called in one of the session's own functions, no other
  /// on_message begins after it. Called on another thread, one that is about to begin may still
  /// run. A pause is a state: a second one changes nothing, and one resume ends both. No effect
  /// before the session has begun or once it closes.
  ///
  /// A paused session still sends, runs posted functions, and closes. The peer's time limits
  /// (handshake, message, idle) do not run, and begin anew with the resume. A peer that ends is
  /// noticed once all is handled that came before its end.
  void pause_receiving() noexcept { this->set_paused(true); }
  /// Ends a pause. No effect if there is none.
  void resume_receiving() noexcept { this->set_paused(false); }

 protected:
  /// A message has come. It may refer to the receive buffer, so it is valid until this function
  /// returns.
  virtual void on_message(message_type message) = 0;

 private:
  detail::taken_messages decode_received(const_buffer received, std::size_t messages_max) final {
    bool paused = false;
    detail::taken_messages taken =
        this->take_messages(received, messages_max, [&](const message_type& message) {
          on_message(message);
          paused = this->is_paused();
          return !paused;
        });
    taken.left = paused;
    return taken;
  }
};

}  // namespace naru
