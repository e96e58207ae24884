// openssl_pointers: owners of OpenSSL's objects.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>

namespace naru::detail {

struct openssl_release {
  void operator()(SSL* object) const noexcept { SSL_free(object); }
  void operator()(SSL_CTX* object) const noexcept { SSL_CTX_free(object); }
  void operator()(SSL_SESSION* object) const noexcept { SSL_SESSION_free(object); }
  void operator()(BIO* object) const noexcept { BIO_free(object); }
  void operator()(X509* object) const noexcept { X509_free(object); }
  void operator()(EVP_PKEY* object) const noexcept { EVP_PKEY_free(object); }
};

template <class Object>
using openssl_pointer = std::unique_ptr<Object, openssl_release>;

}  // namespace naru::detail
