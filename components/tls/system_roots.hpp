// system_roots: the roots that the system trusts. Each kind of system has its own file.
#pragma once

#include <openssl/ssl.h>

namespace naru::detail {

/// Throws std::runtime_error if OpenSSL cannot read them.
void trust_system_roots(SSL_CTX& context);

}  // namespace naru::detail
