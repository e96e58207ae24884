#include "certificates.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <stdexcept>

namespace tls_tests {
namespace {

using naru::detail::openssl_pointer;

void require(bool done) {
  if (!done) throw std::runtime_error("OpenSSL did not make a certificate for the tests");
}

template <class Write>
std::string pem_of(Write write) {
  const openssl_pointer<BIO> bio(BIO_new(BIO_s_mem()));
  require(write(bio.get()) == 1);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return std::string(bytes, static_cast<std::size_t>(size));
}

std::string pem_of(X509* certificate) {
  return pem_of([&](BIO* to) { return PEM_write_bio_X509(to, certificate); });
}

std::string pem_of(EVP_PKEY* key) {
  return pem_of([&](BIO* to) {
    return PEM_write_bio_PrivateKey(to, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

void add_extension(X509* to, int which, const std::string& value) {
  X509_EXTENSION* const made = X509V3_EXT_conf_nid(nullptr, nullptr, which, value.c_str());
  require(made != nullptr);
  require(X509_add_ext(to, made, -1) == 1);
  X509_EXTENSION_free(made);
}

openssl_pointer<X509> certificate_of(EVP_PKEY* key, const certificate_request& request) {
  openssl_pointer<X509> made(X509_new());
  require(X509_set_version(made.get(), 2) == 1);
  std::uint32_t serial = 0;
  require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), static_cast<long>(serial >> 1));
  const auto seconds = [](std::chrono::hours time) {
    return static_cast<long>(std::chrono::seconds(time).count());
  };
  X509_gmtime_adj(X509_getm_notBefore(made.get()), seconds(request.valid_from));
  X509_gmtime_adj(X509_getm_notAfter(made.get()), seconds(request.valid_until));
  X509_NAME* const subject = X509_get_subject_name(made.get());
  const auto* const name = reinterpret_cast<const unsigned char*>(request.subject.c_str());
  require(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, name, -1, -1, 0) == 1);
  require(X509_set_pubkey(made.get(), key) == 1);
  std::string names;
  for (const std::string& host : request.names) {
    names += (names.empty() ? "" : ",") + (host.starts_with("IP:") ? host : "DNS:" + host);
  }
  if (!names.empty()) add_extension(made.get(), NID_subject_alt_name, names);
  return made;
}

}  // namespace

authority::authority(const std::string& name)
    : key_(EVP_EC_gen("P-256")), root_(certificate_of(key_.get(), {.subject = name, .names = {}})) {
  add_extension(root_.get(), NID_basic_constraints, "critical,CA:TRUE");
  X509_set_issuer_name(root_.get(), X509_get_subject_name(root_.get()));
  require(X509_sign(root_.get(), key_.get(), EVP_sha256()) > 0);
}

naru::tls_certificate authority::issue(const certificate_request& request) const {
  const openssl_pointer<EVP_PKEY> key(EVP_EC_gen("P-256"));
  const auto made = certificate_of(key.get(), request);
  X509_set_issuer_name(made.get(), X509_get_subject_name(root_.get()));
  require(X509_sign(made.get(), key_.get(), EVP_sha256()) > 0);
  return {.chain_pem = pem_of(made.get()), .key_pem = pem_of(key.get())};
}

std::string authority::pem() const { return pem_of(root_.get()); }

naru::tls_certificate self_signed(const certificate_request& request) {
  const openssl_pointer<EVP_PKEY> key(EVP_EC_gen("P-256"));
  const auto made = certificate_of(key.get(), request);
  X509_set_issuer_name(made.get(), X509_get_subject_name(made.get()));
  require(X509_sign(made.get(), key.get(), EVP_sha256()) > 0);
  return {.chain_pem = pem_of(made.get()), .key_pem = pem_of(key.get())};
}

const authority& common_authority() {
  static const authority root;
  return root;
}

}  // namespace tls_tests
