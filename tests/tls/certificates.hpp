// certificates: certificates and keys for the tests, made when they run, so that none is kept that
// could expire or be mistaken for a secret.
#pragma once

#include <naru/tls/tls_certificate.hpp>

#include <chrono>
#include <string>
#include <vector>

#include "tls/openssl_pointers.hpp"

namespace tls_tests {

/// What a certificate says. The names are host names, or addresses in the form "IP:127.0.0.1".
struct certificate_request {
  std::string subject = "a server";
  std::vector<std::string> names = {"localhost"};
  std::chrono::hours valid_from{-24};  ///< counted from now
  std::chrono::hours valid_until{24};
};

/// A root that signs certificates.
class authority {
 public:
  explicit authority(const std::string& name = "the root of the tests");

  [[nodiscard]] naru::tls_certificate issue(const certificate_request& request = {}) const;
  /// The root as PEM.
  [[nodiscard]] std::string pem() const;

 private:
  naru::detail::openssl_pointer<EVP_PKEY> key_;
  naru::detail::openssl_pointer<X509> root_;
};

naru::tls_certificate self_signed(const certificate_request& request = {});

/// The first authority of the program: making keys takes time.
const authority& common_authority();

}  // namespace tls_tests
