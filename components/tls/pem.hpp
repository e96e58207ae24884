// pem: reads certificates and keys in PEM, from files or from memory. Every function throws
// std::runtime_error that names the file and tells what is wrong with it.
#pragma once

#include <string>
#include <vector>

#include "tls/openssl_pointers.hpp"

namespace naru::detail {

/// Text in PEM, and how errors call it: `file "chain.pem"`.
struct pem_text {
  std::string text;
  std::string name;
};

/// Reads `file` if it is named, and takes `memory` otherwise. `what`: "certificate chain".
pem_text load_pem(const std::string& file, const std::string& memory, const std::string& what);

/// At least one certificate.
std::vector<openssl_pointer<X509>> read_certificates(const pem_text& from);

openssl_pointer<EVP_PKEY> read_key(const pem_text& from);

}  // namespace naru::detail
