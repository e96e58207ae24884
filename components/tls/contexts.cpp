#include "tls/contexts.hpp"

#include <openssl/err.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <stdexcept>

#include "tls/pem.hpp"
#include "tls/setup_error.hpp"

namespace naru::detail {
namespace {

// Forward secrecy and authenticated encryption; those of TLS 1.3 are all of that kind.
constexpr const char* ciphers_of_tls_1_2 = "ECDHE+AESGCM:ECDHE+CHACHA20";
// The one that computers of the future cannot break either, and without it for older OpenSSL.
// Finite fields are left out: they cost a server much more than the client that asks for them.
constexpr const char* groups = "X25519MLKEM768:X25519:P-256:P-384";
constexpr const char* older_groups = "X25519:P-256:P-384";
// The bytes that a peer's chain of certificates may have. It is read before it can be verified.
constexpr long certificates_max = 64L * 1024;

}  // namespace

key_log::key_log(const std::string& file) {
  errno = 0;
  file_.open(file, std::ios::app);
  if (!file_) throw_file_error("cannot open the key log \"" + file + '"');
}

void key_log::write(const char* line) noexcept {
  try {
    const std::lock_guard lock(mutex_);
    file_ << line << '\n' << std::flush;
  } catch (...) {
    return;  // what cannot be logged must not end a connection
  }
}

openssl_pointer<SSL_CTX> make_context(const SSL_METHOD* method, tls_version least) {
  ERR_clear_error();
  openssl_pointer<SSL_CTX> made(SSL_CTX_new(method));
  if (!made) throw_setup_error("OpenSSL cannot make a context");
  const int version = least == tls_version::tls_1_3 ? TLS1_3_VERSION : TLS1_2_VERSION;
  if (SSL_CTX_set_min_proto_version(made.get(), version) != 1 ||
      SSL_CTX_set_cipher_list(made.get(), ciphers_of_tls_1_2) != 1) {
    throw_setup_error("this OpenSSL has no modern ciphers");
  }
  if (SSL_CTX_set1_groups_list(made.get(), groups) != 1) {
    ERR_clear_error();
    if (SSL_CTX_set1_groups_list(made.get(), older_groups) != 1) {
      throw_setup_error("this OpenSSL has no modern groups");
    }
  }
  SSL_CTX_set_options(made.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(made.get(), SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_max_cert_list(made.get(), certificates_max);
  return made;
}

void use_certificate(SSL_CTX& context, const tls_certificate& certificate) {
  const pem_text chain =
      load_pem(certificate.chain_file, certificate.chain_pem, "certificate chain");
  if (certificate.key_file.empty() && certificate.key_pem.empty()) {
    throw std::runtime_error("the private key of " + chain.name + " is missing");
  }
  const pem_text key_text = load_pem(certificate.key_file, certificate.key_pem, "private key");
  const auto certificates = read_certificates(chain);
  const auto key = read_key(key_text);
  if (SSL_CTX_use_certificate(&context, certificates.front().get()) != 1) {
    throw_setup_error(chain.name + " cannot be used");
  }
  for (std::size_t index = 1; index < certificates.size(); ++index) {
    if (SSL_CTX_add1_chain_cert(&context, certificates[index].get()) != 1) {
      throw_setup_error(chain.name + " cannot be used");
    }
  }
  if (X509_check_private_key(certificates.front().get(), key.get()) != 1) {
    ERR_clear_error();
    throw std::runtime_error(key_text.name + " does not belong to the certificate in " +
                             chain.name);
  }
  if (SSL_CTX_use_PrivateKey(&context, key.get()) != 1) {
    throw_setup_error(key_text.name + " cannot be used");
  }
}

void trust_roots(SSL_CTX& context, const std::string& file, const std::string& pem,
                 const std::string& what) {
  X509_STORE* const store = SSL_CTX_get_cert_store(&context);
  const auto trust = [&](const pem_text& from) {
    for (const auto& root : read_certificates(from)) {
      if (X509_STORE_add_cert(store, root.get()) != 1) throw_setup_error(from.name);
    }
  };
  if (!file.empty()) trust(load_pem(file, {}, what));
  if (!pem.empty()) trust(load_pem({}, pem, what));
}

std::vector<unsigned char> protocol_list(const std::vector<std::string>& names) {
  std::vector<unsigned char> list;
  for (const std::string& name : names) {
    if (name.empty() || name.size() > 255) {
      throw std::runtime_error("the application protocol \"" + name + "\" has " +
                               std::to_string(name.size()) + " bytes; it must have 1 to 255");
    }
    list.push_back(static_cast<unsigned char>(name.size()));
    list.insert(list.end(), name.begin(), name.end());
  }
  return list;
}

}  // namespace naru::detail
