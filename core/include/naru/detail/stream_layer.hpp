// stream_layer: a protocol between a program and a TCP connection, such as TLS or WebSocket. It
// turns plain bytes into wire bytes and back, and does no I/O.
//
// A layered stream owns one layer for each connection and moves the bytes: it feeds what the peer
// has sent, sends what stands in output(), and reads and writes the plain bytes for the program.
// Layers can stand on each other: WebSocket over TLS is a layered stream on a layered stream.
//
// Thread-safety: none. The layered stream makes one call at a time. A function that returns an
// error has failed for good: the layer is then asked only for its last output, such as an alert.
//
// Memory: a layer bounds what it holds. feed() takes less than it is given when plain bytes wait to
// be read, and write() takes less while output waits to be sent.
#pragma once

#include <naru/detail/export.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <system_error>

namespace naru {
class proactor;
}

namespace naru::detail {

/// How far a layer has come.
struct layer_progress {
  std::error_code error;  ///< why the connection cannot go on
  std::size_t bytes = 0;  ///< the number that was taken or given
};

class NARU_API stream_layer {
 public:
  stream_layer(const stream_layer&) = delete;
  stream_layer& operator=(const stream_layer&) = delete;
  virtual ~stream_layer() = default;

  /// Begins the handshake. Called once, before everything else.
  virtual std::error_code start() = 0;
  /// The handshake has succeeded: plain bytes may be written.
  [[nodiscard]] virtual bool is_established() const noexcept = 0;

  /// Takes bytes that the peer has sent: all of them, unless plain bytes must be read first.
  virtual layer_progress feed(std::span<const std::byte> wire) = 0;
  /// The peer has ended the TCP stream. Without an error, the protocol had ended before; otherwise
  /// the error tells that the end was cut off.
  virtual std::error_code feed_end() = 0;

  /// Gives plain bytes. None and no error: more wire bytes are needed. error::end_of_stream: the
  /// peer has ended the conversation as the protocol asks, and all its bytes have been read.
  virtual layer_progress read(std::span<std::byte> plain) = 0;
  /// True if read would give at least one byte, the end or an error.
  [[nodiscard]] virtual bool has_plain() const noexcept = 0;

  /// Takes plain bytes and makes wire bytes of them. None and no error: output must be sent first.
  virtual layer_progress write(std::span<const std::byte> plain) = 0;
  /// Ends the conversation as the protocol asks (close_notify, a close frame). Nothing is written
  /// after it.
  virtual std::error_code end() = 0;

  /// Wire bytes that wait to be sent, also those that the protocol itself needs (a handshake, a key
  /// update, a pong, an alert). Valid until the next call of a function that is not const.
  [[nodiscard]] virtual std::span<const std::byte> output() const noexcept = 0;
  /// Drops the first bytes of output(): they have been sent.
  virtual void drop_output(std::size_t bytes) noexcept = 0;

  /// Nothing is on its way: the layer gives back memory that it can do without.
  virtual void release_memory() noexcept {}

 protected:
  stream_layer() = default;
};

/// The connection for which a layer is made.
struct layered_connection {
  /// A layer below keeps what is sent from who is between the two ends.
  bool is_encrypted = false;
  /// Of a client: the name or the address of its server as the program gave it, and the port.
  std::string_view host = {};
  std::uint16_t port = 0;
  /// To report failures that nobody else is told of. It outlives the layer. Null: they are dropped.
  const proactor* owner = nullptr;
};

/// Makes the layers of a server's or a client's connections. One serves many connections and may be
/// called by several threads at the same time.
class NARU_API layer_factory {
 public:
  layer_factory(const layer_factory&) = delete;
  layer_factory& operator=(const layer_factory&) = delete;
  virtual ~layer_factory() = default;

  /// For a connection that was accepted. Null with `error` set if it cannot be made.
  virtual std::unique_ptr<stream_layer> make_server(const layered_connection& on,
                                                    std::error_code& error) = 0;
  /// For a connection that was made to a server.
  virtual std::unique_ptr<stream_layer> make_client(const layered_connection& on,
                                                    std::error_code& error) = 0;
  /// True if its layers encrypt what is sent.
  [[nodiscard]] virtual bool encrypts() const noexcept { return false; }

 protected:
  layer_factory() = default;
};

}  // namespace naru::detail
