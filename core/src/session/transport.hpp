// transport: the connection of one session, as the session sees it. Today it is a TCP stream.
//
// A session names no kind of connection but this one. What it asks of a connection is the list of
// functions below; each of them is inlined, so that a transfer costs no call more than on the
// stream itself.
//
// A transport that encrypts (TLS) or frames (WebSocket) has to keep these promises:
// - receive gives plain bytes, at least one, or an error. error::end_of_stream means that the peer
//   has ended the conversation (close_notify, a close frame), not only the TCP stream. With no room
//   it completes once there are plain bytes, and a byte that is held decrypted already counts.
// - send takes all bytes of all buffers, or fails. The session has one send pending at a time. What
//   the protocol itself has to answer (a key update, a pong) is sent between two of them.
// - cancel ends the one operation that it names, and loses nothing that was received.
// - The handshake of the protocol happens before the session is made, or within the first receive:
//   session_options::handshake_timeout holds for it in both cases.
// - shutdown_send says goodbye in the protocol and then ends the sending side.
// - close may be called again, from any thread, and completes what is pending.
// - No function calls the session: what completes does so from the loop.
//
// There will be one transport for each kind, and this class will hold a std::variant of them: the
// server or client knows which one it makes, a branch at each transfer picks it, and no function
// becomes virtual. session_core as a template of its transport was left out: all that is compiled
// once would be compiled for each kind.
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

  /// What the program wants of every connection. It fails only on a connection that is gone, which
  /// the next receive tells.
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
  /// Whom the connection goes to. Empty once another transport has taken it over.
  [[nodiscard]] std::optional<endpoint> peer() const noexcept {
    if (!is_open()) return std::nullopt;
    return stream_.remote_endpoint();
  }
  [[nodiscard]] endpoint remote() const noexcept { return stream_.remote_endpoint(); }

 private:
  tcp_stream stream_;
};

}  // namespace naru::detail
