// tls_server: the server's side of TLS: certificates, and how connections are encrypted.
//
// One serves any number of connections and servers. TLS 1.2 and 1.3 are spoken, with ciphers that
// have forward secrecy; renegotiation and compression are off. Certificates are replaced while the
// server runs, and no connection is lost by that.
//
//     naru::tls_server tls({.certificates = {{.chain_file = "chain.pem", .key_file = "key.pem"}}});
//     naru::tls_stream secure(std::move(accepted), tls);
//     if (const auto [error, none] = co_await secure.handshake(); error) co_return;
//
// Copies share everything. Thread-safety: all functions may be called from any thread.
#pragma once

#include <naru/tls/tls_server_options.hpp>
#include <naru/transport.hpp>

#include <memory>

namespace naru {

namespace detail {
class tls_server_factory;
}

class tls_server {
 public:
  /// Loads the certificates. Throws std::runtime_error if that fails; its text names the file and
  /// what is wrong with it.
  explicit tls_server(tls_server_options options);

  /// Loads the files again, for example after a renewal. Connections that have begun keep what they
  /// began with. Throws like the constructor; then nothing has changed.
  void reload();
  /// Works like the above, with other options.
  void reload(tls_server_options options);

  /// For server_options::transport: every session of that server is encrypted. Throws
  /// std::bad_alloc.
  [[nodiscard]] naru::transport transport() const;

 private:
  friend class tls_stream;

  std::shared_ptr<detail::tls_server_factory> factory_;
};

}  // namespace naru
