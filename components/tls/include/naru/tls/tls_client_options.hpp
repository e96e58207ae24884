// tls_client_options: whom a tls_client trusts, and what it presents.
#pragma once

#include <naru/tls/tls_certificate.hpp>
#include <naru/tls/tls_version.hpp>

#include <optional>
#include <string>
#include <vector>

namespace naru {

struct tls_client_options {
  /// The roots of the system are trusted. On Windows they are those of its store "ROOT" for this
  /// user, and OpenSSL 3.2 or later is needed: with an older one the constructor of tls_client
  /// throws and says so. Elsewhere they are the files in the places with which OpenSSL was built,
  /// or which the variables SSL_CERT_FILE and SSL_CERT_DIR name. If nothing is there, nothing is
  /// trusted, and each handshake fails with tls_error::unknown_issuer.
  bool trust_system_roots = true;
  /// Roots that are trusted too: a file, and text, in PEM. A client that trusts no roots at all is
  /// refused by the constructor of tls_client.
  std::string roots_file = {};
  std::string roots_pem = {};
  /// The name or the address that the server's certificate must be for, and that it is asked for.
  /// Empty: the host that the program connects to.
  std::string server_name = {};
  /// The application protocols (ALPN) to offer, the preferred one first, each of 1 to 255 bytes.
  std::vector<std::string> application_protocols = {};
  tls_version minimum_version = tls_version::tls_1_2;
  /// For servers that ask for one.
  std::optional<tls_certificate> certificate = {};
  /// A later connection to the same host resumes the session of an earlier one.
  bool resume_sessions = true;
  /// Accepts every certificate of every server. Then anybody between the two can read and change
  /// everything, and TLS protects nothing. For tests on one's own machine only.
  bool dangerously_accept_any_certificate = false;
  /// If given, the secrets of each connection are appended to this file, so that Wireshark can read
  /// what is sent. Everybody who has the file can. For debugging only.
  std::string key_log_file = {};
};

}  // namespace naru
