// tls_certificate: a certificate with the chain that leads to a root, and its private key, in files
// or in memory, as PEM.
//
//     naru::tls_certificate certificate{.chain_file = "/etc/naru/chain.pem",
//                                       .key_file = "/etc/naru/key.pem"};
#pragma once

#include <string>

namespace naru {

/// Each part is given either as a file or as text. A key with a passphrase is refused.
struct tls_certificate {
  /// The certificate itself first, then those that lead to the root; the root may be left out.
  std::string chain_file = {};
  std::string key_file = {};
  /// In place of the files: their content. It is read once, and erasing it is the caller's matter.
  std::string chain_pem = {};
  std::string key_pem = {};
};

}  // namespace naru
