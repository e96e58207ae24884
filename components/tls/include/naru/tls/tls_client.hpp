// tls_client: the client's side of TLS: whom it trusts.
//
// One serves any number of connections. The certificate of a server must be for the host that the
// program connects to, a name or an address, and a trusted root must have signed it. A later
// connection to the same host resumes the session of an earlier one, which is faster.
//
//     naru::tls_client tls;                                       // trusts the roots of the system
//     naru::tls_client own({.trust_system_roots = false, .roots_file = "our_root.pem"});
//     naru::tls_stream secure(std::move(connected), tls, "example.com");
//     if (const auto [error, none] = co_await secure.handshake(); error) co_return;
//
// Copies share everything. Thread-safety: all functions may be called from any thread.
#pragma once

#include <naru/tls/tls_client_options.hpp>
#include <naru/transport.hpp>

#include <memory>

namespace naru {

namespace detail {
class tls_client_factory;
}

class tls_client {
 public:
  /// Loads the roots. Throws std::runtime_error if that fails, or if there are none; its text names
  /// the file and what is wrong with it.
  explicit tls_client(const tls_client_options& options = {});

  /// For client_options::transport: every session of that client is encrypted. Throws
  /// std::bad_alloc.
  [[nodiscard]] naru::transport transport() const;

 private:
  friend class tls_stream;

  std::shared_ptr<detail::tls_client_factory> factory_;
};

}  // namespace naru
