// tls_server_options: what a tls_server presents, and what it asks of its clients.
#pragma once

#include <naru/tls/tls_certificate.hpp>
#include <naru/tls/tls_version.hpp>

#include <string>
#include <vector>

namespace naru {

struct tls_server_options {
  /// At least one. A client that asks for a name (SNI) gets the first one that is for that name,
  /// and otherwise the first of all. The names are those in the certificates.
  std::vector<tls_certificate> certificates = {};
  /// The application protocols (ALPN) that the server speaks, the preferred one first, each of 1 to
  /// 255 bytes. A client that offers none of them is refused; one that offers nothing is not.
  std::vector<std::string> application_protocols = {};
  tls_version minimum_version = tls_version::tls_1_2;
  /// If one of the two is given, each client needs a certificate that one of these roots has
  /// signed: a file, or the same as text, in PEM.
  std::string client_roots_file = {};
  std::string client_roots_pem = {};
  /// Clients may resume an earlier session, which saves them and the server a signature. The
  /// server keeps nothing for that. A reload makes new keys for tickets, so a server that reloads
  /// every day has secrets of a day.
  bool session_tickets = true;
  /// If given, the secrets of each connection are appended to this file, so that Wireshark can read
  /// what is sent. Everybody who has the file can. For debugging only.
  std::string key_log_file = {};
};

}  // namespace naru
