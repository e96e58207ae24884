// The results of the handshake of a tls_layer.
#include <openssl/x509.h>

#include <new>

#include "tls/tls_layer.hpp"

namespace naru::detail {

std::string_view tls_layer::protocol() const noexcept {
  return is_established_ ? SSL_get_version(ssl_.get()) : "";
}

std::string_view tls_layer::application_protocol() const noexcept {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

std::string_view tls_layer::server_name() const noexcept {
  const char* const name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
  return name != nullptr ? name : "";
}

bool tls_layer::is_resumed() const noexcept {
  return is_established_ && SSL_session_reused(ssl_.get()) == 1;
}

std::string tls_layer::peer_subject() const {
  const openssl_pointer<X509> certificate(SSL_get1_peer_certificate(ssl_.get()));
  const openssl_pointer<BIO> text(BIO_new(BIO_s_mem()));
  if (!certificate || !text) return {};
  X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate.get()), 0, XN_FLAG_RFC2253);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(text.get(), &bytes);
  return std::string(bytes, static_cast<std::size_t>(size));
}

void tls_layer::write_facts() noexcept {
  try {
    *facts_ = {.protocol = std::string(protocol()),
               .application_protocol = std::string(application_protocol()),
               .server_name = std::string(server_name()),
               .peer_subject = peer_subject(),
               .is_resumed = is_resumed()};
  } catch (const std::bad_alloc&) {
    wire_.failure = make_error_code(std::errc::not_enough_memory);
  }
  facts_.reset();
}

}  // namespace naru::detail
