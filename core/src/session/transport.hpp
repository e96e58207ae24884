// transport: the connection of one session, as the session sees it. Today it is a TCP stream.
//
// A session knows no other kind of connection. The functions below are all that it needs from a
// connection. Each of them is inlined, so a transfer costs no more calls than on the stream itself.
//
// A transport that encrypts (TLS) or frames (WebSocket) has to keep these promises:
// - receive gives at least one plain byte, or an error. error::end_of_stream means that the peer
//   has ended the conversation (close_notify, a close frame), and not only the TCP stream. If
//   `room` is empty, receive completes once there are plain bytes. A byte that is decrypted already
//   counts too.
// - send takes all bytes of all buffers, or fails. The session has one send pending at a time.
//   Answers of the protocol itself (a key update, a pong) are sent between two sends.
// - cancel ends the one operation that it is given. No received byte is lost.
// - The handshake of the protocol happens before the session is made, or within the first receive.
//   session_options::handshake_timeout holds for it in both cases.
// - shutdown_send says goodbye in the protocol, and then ends the sending side.
// - close may be called again, from any thread. It completes all pending operations.
// - No function calls the session. The loop runs the completion functions.
//
// Later there will be one transport for each kind, and this class will hold a std::variant of them.
// The server or client knows the kind that it makes, so each transfer needs a branch and no virtual
// function. session_core could be a template of its transport instead. That was not done, because
// all of it would be compiled once for each kind.
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

class transport {
 public:
  /// Takes over a connection that was accepted or made.
  explicit transport(tcp_stream&& connected) noexcept : stream_(std::move(connected)) {}

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
