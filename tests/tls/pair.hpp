// pair: a server and a client of naru::tls, joined by memory.
#pragma once

#include <naru/tls/tls_client_options.hpp>
#include <naru/tls/tls_server_options.hpp>

#include <memory>
#include <string>
#include <string_view>

#include "certificates.hpp"
#include "memory_link.hpp"
#include "tls/tls_factory.hpp"

namespace tls_tests {

/// A server with one certificate for localhost, which the common authority has signed.
inline naru::tls_server_options common_server() {
  static const naru::tls_certificate certificate = common_authority().issue();
  return {.certificates = {certificate}};
}

/// A client that trusts the common authority only.
inline naru::tls_client_options common_client() {
  return {.trust_system_roots = false, .roots_pem = common_authority().pem()};
}

inline std::unique_ptr<naru::detail::tls_layer> server_layer(
    naru::detail::tls_server_factory& factory) {
  std::error_code error;
  return factory.make(error);
}

inline std::unique_ptr<naru::detail::tls_layer> client_layer(
    naru::detail::tls_client_factory& factory, std::string_view host = "localhost") {
  std::error_code error;
  return factory.make(host, error);
}

/// One connection between the two.
struct pair {
  pair(naru::detail::tls_client_factory& clients, naru::detail::tls_server_factory& servers,
       std::string_view host = "localhost", unsigned seed = 1, std::size_t piece_max = 4'000)
      : client(client_layer(clients, host)),
        server(server_layer(servers)),
        link(*client, *server, seed, piece_max) {
    link.shake_hands();
  }

  std::unique_ptr<naru::detail::tls_layer> client;
  std::unique_ptr<naru::detail::tls_layer> server;
  memory_link link;
};

/// The result of the handshake between such a client and such a server: the error of the client, or
/// else that of the server.
inline std::error_code outcome(const naru::tls_client_options& client,
                               const naru::tls_server_options& server,
                               std::string_view host = "localhost") {
  naru::detail::tls_client_factory clients(client);
  naru::detail::tls_server_factory servers(server);
  const pair both(clients, servers, host);
  return both.link.client.error ? both.link.client.error : both.link.server.error;
}

}  // namespace tls_tests
