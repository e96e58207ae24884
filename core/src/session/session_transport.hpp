// session_transport: the connection of one session, as the session sees it. It is a tcp_stream,
// with or without layers such as TLS and WebSocket.
//
// A tcp_stream calls its socket object by a virtual function, whether that is the stream of a
// backend or a layered_stream. So a session does not know which it has, and plain TCP pays nothing
// for the others. The functions below are all that a session needs from a connection, and each of
// them is inlined.
//
// A layered_stream keeps these promises for its layer:
// - receive gives at least one plain byte, or an error. error::end_of_stream means that the peer
//   has ended the conversation (close_notify, a close frame), and not only the TCP stream. If
//   `room` is empty, receive completes once there are plain bytes. A byte that is decrypted already
//   counts too.
// - send takes all bytes of all buffers, or fails. The session has one send pending at a time.
//   Answers of the protocol itself (a key update, a pong) are sent between two sends.
// - cancel ends the one operation that it is given. No received byte is lost.
// - shutdown_send says goodbye in the protocol, and then ends the sending side. After a failure a
//   receive then waits until the peer ends, and drops what comes.
// - close may be called again, from any thread. It completes all pending operations.
// - No function calls the session. The loop runs the completion functions.
//
// The handshake happens before the session is made: see session_acceptor and session_connector.
#pragma once

#include <naru/buffer.hpp>
#include <naru/endpoint.hpp>
#include <naru/operation.hpp>
#include <naru/session/session_options.hpp>
#include <naru/tcp_stream.hpp>

#include <optional>
#include <span>
#include <system_error>
#include <utility>

namespace naru::detail {

class session_transport {
 public:
  /// Takes over a connection that was accepted or made.
  explicit session_transport(tcp_stream&& connected) noexcept : stream_(std::move(connected)) {}

  /// Sets the options that the program wants for every connection. It fails only if the connection
  /// is gone, and then the next receive fails too.
  void set_options(const session_options& wanted) noexcept {
    if (wanted.keep_alive) static_cast<void>(stream_.set_keep_alive(*wanted.keep_alive));
  }

  submission receive(mutable_buffer room, operation& op) { return stream_.receive(room, op); }
  submission send(std::span<const const_buffer> bytes, operation& op) {
    return stream_.send(bytes, op);
  }
  void cancel(operation& op) noexcept { stream_.cancel(op); }
  [[nodiscard]] std::error_code shutdown_send() noexcept { return stream_.shutdown_send(); }
  void close(close_mode mode) noexcept { stream_.close(mode); }

  [[nodiscard]] bool is_open() const noexcept { return stream_.is_open(); }
  [[nodiscard]] endpoint local() const noexcept { return stream_.local_endpoint(); }
  /// The endpoint of the peer. Empty once another transport has taken the connection over.
  [[nodiscard]] std::optional<endpoint> peer() const noexcept {
    if (!is_open()) return std::nullopt;
    return stream_.remote_endpoint();
  }
  [[nodiscard]] endpoint remote() const noexcept { return stream_.remote_endpoint(); }

 private:
  tcp_stream stream_;
};

}  // namespace naru::detail
