#include "tls/client_context.hpp"

#include <naru/address.hpp>

#include <openssl/x509v3.h>

#include <new>
#include <stdexcept>

#include "tls/system_roots.hpp"

namespace naru::detail {
namespace {

bool has_roots(const tls_client_options& options) {
  return options.trust_system_roots || !options.roots_file.empty() || !options.roots_pem.empty();
}

}  // namespace

client_context::client_context(const tls_client_options& options)
    : context_(make_context(TLS_client_method(), options.minimum_version)),
      server_name_(options.server_name),
      resumes_(options.resume_sessions),
      verifies_(!options.dangerously_accept_any_certificate) {
  SSL_CTX_set_app_data(context_.get(), this);
  if (verifies_) {
    if (!has_roots(options)) {
      throw std::runtime_error(
          "the client trusts no roots, so it could connect to no server: give roots_file or "
          "roots_pem, or set trust_system_roots");
    }
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    if (options.trust_system_roots) trust_system_roots(*context_);
  }
  trust_roots(*context_, options.roots_file, options.roots_pem, "list of roots");
  if (options.certificate) use_certificate(*context_, *options.certificate);
  if (const auto list = protocol_list(options.application_protocols); !list.empty()) {
    // Returns 0 when it succeeds.
    const auto size = static_cast<unsigned>(list.size());
    if (SSL_CTX_set_alpn_protos(context_.get(), list.data(), size) != 0) throw std::bad_alloc();
  }
  if (resumes_) {
    SSL_CTX_set_session_cache_mode(context_.get(),
                                   SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context_.get(), &on_session);
  }
  if (!options.key_log_file.empty()) {
    key_log_ = std::make_unique<key_log>(options.key_log_file);
    SSL_CTX_set_keylog_callback(context_.get(), &on_secret);
  }
}

std::string client_context::server_name(std::string_view host) const {
  std::string_view name = server_name_.empty() ? host : server_name_;
  if (name.size() > 2 && name.front() == '[' && name.back() == ']') {
    name = name.substr(1, name.size() - 2);
  }
  if (name.size() > 1 && name.back() == '.') name.remove_suffix(1);  // of a fully qualified name
  return std::string(name);
}

bool client_context::set_up(SSL& ssl, const std::string& name) const {
  X509_VERIFY_PARAM* const expected = SSL_get0_param(&ssl);
  X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (const auto numeric = address::try_parse(name)) {  // SNI has no place for addresses
    const auto v4 = numeric->to_v4_bytes();
    const auto& v6 = numeric->to_v6_bytes();
    const int done = numeric->is_v4() ? X509_VERIFY_PARAM_set1_ip(expected, v4.data(), v4.size())
                                      : X509_VERIFY_PARAM_set1_ip(expected, v6.data(), v6.size());
    return done == 1;
  }
  // An empty name would accept the certificate of every host, and one that begins with a dot that
  // of every host below.
  if (name.empty() || name.front() == '.') return !verifies_;
  if (SSL_set_tlsext_host_name(&ssl, name.c_str()) != 1) return false;
  return X509_VERIFY_PARAM_set1_host(expected, name.data(), name.size()) == 1;
}

void client_context::resume(SSL& ssl, const std::string& name) {
  SSL_set_app_data(&ssl, const_cast<std::string*>(&name));
  if (!resumes_) return;
  if (const auto session = sessions_.session_for(name)) SSL_set_session(&ssl, session.get());
}

int client_context::on_session(SSL* ssl, SSL_SESSION* session) noexcept {
  auto& self = *static_cast<client_context*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
  const auto& name = *static_cast<const std::string*>(SSL_get_app_data(ssl));
  SSL_SESSION_up_ref(session);
  openssl_pointer<SSL_SESSION> kept(session);
  try {
    self.sessions_.keep(name, std::move(kept));
  } catch (const std::bad_alloc&) {  // then the next connection has a full handshake
    return 0;
  }
  return 0;  // the store has a reference of its own
}

void client_context::on_secret(const SSL* ssl, const char* line) noexcept {
  static_cast<client_context*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)))->key_log_->write(line);
}

}  // namespace naru::detail
