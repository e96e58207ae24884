// On Windows the roots are in a store of the system, in which OpenSSL looks up what it needs. The
// places with which OpenSSL was built do not exist there, so nothing would be trusted.
#include <openssl/err.h>
#include <openssl/store.h>

#include <stdexcept>

#include "tls/setup_error.hpp"
#include "tls/system_roots.hpp"

namespace naru::detail {

// An OpenSSL before 3.2 does not know this store, and takes its name all the same: it would find
// nothing when it looks. So the store is opened here first.
void trust_system_roots(SSL_CTX& context) {
  constexpr const char* root_store = "org.openssl.winstore:";
  OSSL_STORE_CTX* const opened = OSSL_STORE_open(root_store, nullptr, nullptr, nullptr, nullptr);
  if (opened == nullptr) {
    ERR_clear_error();
    throw std::runtime_error(
        "the roots of Windows can be read by OpenSSL 3.2 and later only: set trust_system_roots to "
        "false, and give roots_file or roots_pem");
  }
  OSSL_STORE_close(opened);
  if (SSL_CTX_load_verify_store(&context, root_store) != 1) {
    throw_setup_error("the roots of Windows cannot be loaded");
  }
}

}  // namespace naru::detail
