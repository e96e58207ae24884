// link: a connection of the load as the bytes of a program. Between them and the system there may
// be TLS and a WebSocket.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "options.hpp"

namespace bench {

class link {
 public:
  link() = default;
  link(const link&) = delete;
  link& operator=(const link&) = delete;
  virtual ~link() = default;

  /// For an epoll_set.
  [[nodiscard]] virtual int socket() const noexcept = 0;
  /// The number of bytes moved; fewer than asked for only if more would block. These throw if the
  /// connection fails, and at its end.
  [[nodiscard]] virtual std::size_t receive_some(std::span<std::byte> room) = 0;
  [[nodiscard]] virtual std::size_t send_some(std::span<const std::byte> bytes) = 0;
};

/// An established connection to the server, with the handshakes that the options ask for.
[[nodiscard]] std::unique_ptr<link> connected_link(const options& chosen);

/// TLS on a connection. Its handshake has ended when this returns. Throws std::runtime_error if
/// that fails, and if this program was built without OpenSSL.
[[nodiscard]] std::unique_ptr<link> tls_link(std::unique_ptr<link> below);

/// The client's side of a WebSocket on a connection. Its handshake has ended when this returns.
/// The sender gives whole frames (see message_run). The receiver gets the bytes of the server's
/// messages, one after the other.
[[nodiscard]] std::unique_ptr<link> web_socket_link(std::unique_ptr<link> below);

/// Waits until the socket can be read or, if `writable`, written. Throws std::runtime_error if that
/// takes too long.
void wait_for(int socket, bool writable);

}  // namespace bench
