// message_receiver: the part that the session servers on Asio share, so that they differ only in
// how they send. It owns the connection, receives messages, and destroys the session at the end.
#pragma once

#include <span>
#include <utility>

#include "../frames.hpp"
#include "loops.hpp"

namespace bench {

/// Session has on_message(std::span<const std::byte>) for each message, and on_all_taken(), which
/// is called once after all messages of one receive.
template <class Session>
class message_receiver {
 protected:
  message_receiver(tcp_socket socket, std::size_t buffer_size)
      : socket_(std::move(socket)), incoming_(buffer_size) {}
  ~message_receiver() = default;

  void receive() {
    receiving_ = true;
    const std::span<std::byte> room = incoming_.room();
    socket_.async_read_some(asio::buffer(room.data(), room.size()),
                            [this](const asio::error_code& error, std::size_t bytes) {
                              receiving_ = false;
                              if (error || !take(bytes)) return leave();
                              receive();
                            });
  }

  /// `buffers`: one, or a span of several.
  template <class Buffers, class Written>
  void write(Buffers buffers, Written written) {
    sending_ = true;
    asio::async_write(socket_, buffers,
                      [this, written](const asio::error_code& error, std::size_t) {
                        sending_ = false;
                        if (error) return leave();
                        written();
                      });
  }

  [[nodiscard]] bool sending() const noexcept { return sending_; }

 private:
  bool take(std::size_t bytes) {
    const bool fits = incoming_.take(
        bytes, [this](std::span<const std::byte> message) { self().on_message(message); });
    if (fits) self().on_all_taken();
    return fits;
  }

  // Both the receive and the send see the end; the last of them destroys the session.
  void leave() {
    asio::error_code ignored;
    socket_.close(ignored);
    if (!sending_ && !receiving_) delete &self();
  }

  Session& self() noexcept { return static_cast<Session&>(*this); }

  tcp_socket socket_;
  frame_buffer incoming_;
  bool receiving_ = false;
  bool sending_ = false;
};

/// Accepts for ever and makes a Session for each connection. The session joins `room` and owns
/// itself.
template <class Session, class Room>
void serve_sessions(const options& chosen, Room room) {
  if (chosen.threads != 1) not_applicable(chosen);
  loops loop(chosen);
  acceptor listening(
      loop, [&](tcp_socket socket) { new Session(std::move(socket), chosen.buffer_size, room); });
  announce(listening.port());
  loop.run();
}

}  // namespace bench
