// client_context: everything that the connections of a tls_client share.
#pragma once

#include <naru/tls/tls_client_options.hpp>

#include <memory>
#include <string>
#include <string_view>

#include "tls/contexts.hpp"
#include "tls/session_store.hpp"

namespace naru::detail {

class client_context {
 public:
  /// Throws std::runtime_error that tells what is wrong.
  explicit client_context(const tls_client_options& options);
  client_context(const client_context&) = delete;
  client_context& operator=(const client_context&) = delete;

  [[nodiscard]] SSL_CTX& context() const noexcept { return *context_; }
  /// The name or address of the server of a connection to `host`.
  [[nodiscard]] std::string server_name(std::string_view host) const;
  /// Asks for the server of that name, and accepts the certificate of no other. `name` has to live
  /// as long as `ssl`. False if there is no memory, or if it is no name.
  [[nodiscard]] bool set_up(SSL& ssl, const std::string& name) const;
  /// Resumes an earlier session with that server, if there is one.
  void resume(SSL& ssl, const std::string& name);

 private:
  static int on_session(SSL* ssl, SSL_SESSION* session) noexcept;
  static void on_secret(const SSL* ssl, const char* line) noexcept;

  openssl_pointer<SSL_CTX> context_;
  std::string server_name_;
  session_store sessions_;
  std::unique_ptr<key_log> key_log_;
  bool resumes_ = true;
  bool verifies_ = true;
};

}  // namespace naru::detail
