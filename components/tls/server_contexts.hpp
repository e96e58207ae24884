// server_contexts: everything that a tls_server presents, as it was loaded at one time. Connections
// keep what they began with; a reload makes another one.
#pragma once

#include <naru/tls/tls_server_options.hpp>

#include <memory>
#include <string_view>
#include <vector>

#include "tls/contexts.hpp"

namespace naru::detail {

class server_contexts {
 public:
  /// Throws std::runtime_error that tells what is wrong.
  explicit server_contexts(const tls_server_options& options);
  server_contexts(const server_contexts&) = delete;
  server_contexts& operator=(const server_contexts&) = delete;

  /// The context of connections that have not told a name yet.
  [[nodiscard]] SSL_CTX& first() const noexcept { return *all_.front(); }

 private:
  void set_up(SSL_CTX& context, const tls_server_options& options);
  [[nodiscard]] SSL_CTX& context_for(const char* name) const noexcept;

  static int on_name(SSL* ssl, int* alert, void* self) noexcept;
  static int on_protocols(SSL* ssl, const unsigned char** chosen, unsigned char* size,
                          const unsigned char* offered, unsigned offered_size, void* self) noexcept;
  static void on_secret(const SSL* ssl, const char* line) noexcept;

  std::vector<openssl_pointer<SSL_CTX>> all_;
  std::vector<unsigned char> protocols_;
  std::unique_ptr<key_log> key_log_;
};

}  // namespace naru::detail
