// transport: what stands between the sessions of a server or client and their TCP connections. By
// default nothing does: plain TCP. Components make others: TLS, WebSocket.
//
//     options.transport = naru::transport(layers);        // of a component
//     options.transport = web_socket.over(tls);           // WebSocket inside TLS
//
// A small value that is copied cheaply: copies share what makes the layers of the connections. A
// server takes one for each of its addresses.
//
// It is not needed for a protocol of the program's own: that is a framing (session/framing.hpp).
//
// Thread-safety: like a value of the standard library. Many connections may use one at a time.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/detail/stream_layer.hpp>

#include <cstdint>
#include <memory>
#include <string_view>
#include <system_error>
#include <vector>

namespace naru {

class tcp_stream;

class NARU_API transport {
 public:
  /// Plain TCP.
  transport() = default;
  /// The layer that `layer` makes, on TCP. Null: plain TCP. Throws std::bad_alloc.
  explicit transport(std::shared_ptr<detail::layer_factory> layer);

  /// This transport inside `below`: a handshake of `below` comes first, and its bytes surround
  /// those of this one. Throws std::bad_alloc.
  [[nodiscard]] transport over(const transport& below) const;

  /// True if nothing stands between a session and TCP.
  [[nodiscard]] bool is_plain() const noexcept { return layers_.empty(); }

  // The functions below are for servers and clients, and for components.

  /// Puts the layers of this transport on a connection that was accepted, and begins their
  /// handshakes. If there is an error, `connected` may have some of the layers and can only be
  /// closed.
  std::error_code put_on_accepted(tcp_stream& connected) const noexcept;
  /// Does so for a connection that was made to `host`, a name or an address in numbers, and `port`.
  std::error_code put_on_connected(tcp_stream& connected, std::string_view host,
                                   std::uint16_t port) const noexcept;

 private:
  template <class Make>
  std::error_code put_on(tcp_stream& connected, detail::layered_connection on,
                         Make make) const noexcept;

  std::vector<std::shared_ptr<detail::layer_factory>> layers_;  // the innermost first
};

}  // namespace naru
