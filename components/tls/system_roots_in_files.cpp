// Where the roots of the system are files, OpenSSL was built with their places.
#include "tls/setup_error.hpp"
#include "tls/system_roots.hpp"

namespace naru::detail {

void trust_system_roots(SSL_CTX& context) {
  if (SSL_CTX_set_default_verify_paths(&context) != 1) {
    throw_setup_error("the roots of the system cannot be loaded");
  }
}

}  // namespace naru::detail
