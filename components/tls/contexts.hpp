// contexts: SSL_CTXs with what servers and clients have in common: versions, ciphers, certificates,
// roots, application protocols, a key log. Every function throws std::runtime_error that tells what
// is wrong.
#pragma once

#include <naru/tls/tls_certificate.hpp>
#include <naru/tls/tls_version.hpp>

#include <fstream>
#include <mutex>
#include <string>
#include <vector>

#include "tls/openssl_pointers.hpp"

namespace naru::detail {

/// The file to which secrets are appended. Connections of several threads write to it.
class key_log {
 public:
  explicit key_log(const std::string& file);
  void write(const char* line) noexcept;

 private:
  std::mutex mutex_;
  std::ofstream file_;
};

/// For TLS 1.2 and 1.3, with modern ciphers and without renegotiation and compression.
openssl_pointer<SSL_CTX> make_context(const SSL_METHOD* method, tls_version least);

/// The context presents this certificate. The key has to fit to it.
void use_certificate(SSL_CTX& context, const tls_certificate& certificate);

/// The context trusts the roots in the file and in the text, if they are given.
void trust_roots(SSL_CTX& context, const std::string& file, const std::string& pem,
                 const std::string& what);

/// The names as ALPN writes them: each behind its length.
std::vector<unsigned char> protocol_list(const std::vector<std::string>& names);

}  // namespace naru::detail
