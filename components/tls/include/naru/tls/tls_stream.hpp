// tls_stream: a connection that TLS encrypts, for programs that use streams: callbacks, coroutines,
// buffered_reader. Servers and clients of sessions take TLS as a transport instead.
//
// It is made of a connection that is there, and is then used like any other: what it receives and
// sends are the plain bytes. The handshake begins at once. A receive or a send may be started
// before it has succeeded, and fails with its error.
//
//     naru::task<void> serve(naru::tcp_stream accepted, const naru::tls_server& tls) {
//       naru::tls_stream peer(std::move(accepted), tls);
//       if (const auto [error, none] = co_await peer.handshake(); error) co_return;
//       std::array<std::byte, 4096> storage;
//       for (;;) {
//         const auto [error, bytes] = co_await peer.receive(naru::buffer(storage));
//         if (error) co_return;
//         co_await peer.send(naru::buffer(storage, bytes));
//       }
//     }
//
// Nothing limits how long a handshake takes: see with_timeout and deadline. It goes on when nobody
// waits for it any more, and keeps proactor::run from returning, until the stream is closed.
// error::end_of_stream means that the peer has ended the conversation as TLS asks;
// tls_error::truncated, that the connection was cut. shutdown_send sends close_notify. A peer that
// is still sending may miss the alert that tells why it was refused, because a close with unread
// bytes resets the connection: shutdown_send and a receive with a limit in time wait for the peer.
//
// Thread-safety: like tcp_stream. The functions that tell of the handshake may be called once it
// has succeeded.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/operation.hpp>
#include <naru/tcp_stream.hpp>

#include <memory>
#include <string_view>

namespace naru {

class tls_client;
class tls_server;

namespace detail {
struct tls_facts;
}

class tls_stream : public tcp_stream {
 public:
  /// The server's side of `accepted`, on which nothing may be pending. Throws std::system_error if
  /// there is no memory; `accepted` is then untouched.
  tls_stream(tcp_stream&& accepted, const tls_server& server);
  /// The client's side of `connected`, on which nothing may be pending. `host`: the name or address
  /// that the server's certificate must be for. Throws std::system_error if it is empty or begins
  /// with a dot, or if there is no memory; `connected` is then untouched.
  tls_stream(tcp_stream&& connected, const tls_client& client, std::string_view host);

  /// Completes once the handshake has succeeded, or with what ended it: a tls_error, or an error of
  /// the connection. It is cancelled like a receive. A second one is refused with
  /// error::operation_already_pending while one is pending.
  submission handshake(operation& op);
  /// This form is for co_await, which gives an io_result.
  auto handshake() {
    return make_awaitable(*this, [this](operation& op) { return handshake(op); });
  }

  /// "TLSv1.2" or "TLSv1.3".
  [[nodiscard]] std::string_view protocol() const noexcept;
  /// The application protocol on which both sides agreed (ALPN); empty if a side has offered none.
  [[nodiscard]] std::string_view application_protocol() const noexcept;
  /// The name that the client has asked for (SNI); empty if it gave none.
  [[nodiscard]] std::string_view server_name() const noexcept;
  /// The subject of the peer's certificate, such as "CN=example.com,O=Example"; empty if it has
  /// none.
  [[nodiscard]] std::string_view peer_subject() const noexcept;
  /// The handshake was a short one, because the client has been here before.
  [[nodiscard]] bool is_resumed() const noexcept;

 private:
  std::shared_ptr<detail::tls_facts> facts_;
};

}  // namespace naru
