#include "tls/server_contexts.hpp"

#include <openssl/x509v3.h>

#include <cstring>
#include <stdexcept>

#include "tls/pem.hpp"
#include "tls/setup_error.hpp"

namespace naru::detail {
namespace {

// Sessions of another server, or of another use of the certificate, must not be resumed here.
constexpr unsigned char session_context[] = "naru tls_server";

}  // namespace

server_contexts::server_contexts(const tls_server_options& options)
    : protocols_(protocol_list(options.application_protocols)) {
  if (options.certificates.empty()) {
    throw std::runtime_error("a tls_server needs a certificate: tls_server_options::certificates");
  }
  if (!options.key_log_file.empty()) key_log_ = std::make_unique<key_log>(options.key_log_file);
  for (const tls_certificate& certificate : options.certificates) {
    all_.push_back(make_context(TLS_server_method(), options.minimum_version));
    use_certificate(*all_.back(), certificate);
    set_up(*all_.back(), options);
  }
}

void server_contexts::set_up(SSL_CTX& context, const tls_server_options& options) {
  SSL_CTX_set_app_data(&context, this);
  SSL_CTX_set_options(&context, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_session_cache_mode(&context, SSL_SESS_CACHE_OFF);  // tickets need none
  SSL_CTX_set_session_id_context(&context, session_context, sizeof session_context - 1);
  if (!options.session_tickets) {
    SSL_CTX_set_options(&context, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(&context, 0);
  }
  SSL_CTX_set_tlsext_servername_callback(&context, &on_name);
  SSL_CTX_set_tlsext_servername_arg(&context, this);
  if (!protocols_.empty()) SSL_CTX_set_alpn_select_cb(&context, &on_protocols, this);
  if (key_log_) SSL_CTX_set_keylog_callback(&context, &on_secret);
  if (!options.client_roots_file.empty() || !options.client_roots_pem.empty()) {
    trust_roots(context, options.client_roots_file, options.client_roots_pem,
                "list of client roots");
    SSL_CTX_set_verify(&context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
}

SSL_CTX& server_contexts::context_for(const char* name) const noexcept {
  for (const auto& context : all_) {
    X509* const certificate = SSL_CTX_get0_certificate(context.get());
    if (X509_check_host(certificate, name, std::strlen(name), 0, nullptr) == 1) return *context;
  }
  return first();
}

int server_contexts::on_name(SSL* ssl, int*, void* self) noexcept {
  const char* const name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (name == nullptr) return SSL_TLSEXT_ERR_NOACK;
  SSL_set_SSL_CTX(ssl, &static_cast<server_contexts*>(self)->context_for(name));
  return SSL_TLSEXT_ERR_OK;
}

int server_contexts::on_protocols(SSL*, const unsigned char** chosen, unsigned char* size,
                                  const unsigned char* offered, unsigned offered_size,
                                  void* self) noexcept {
  const auto& own = static_cast<server_contexts*>(self)->protocols_;
  unsigned char* found = nullptr;
  const int result = SSL_select_next_proto(
      &found, size, own.data(), static_cast<unsigned>(own.size()), offered, offered_size);
  if (result != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

void server_contexts::on_secret(const SSL* ssl, const char* line) noexcept {
  static_cast<server_contexts*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)))->key_log_->write(line);
}

}  // namespace naru::detail
