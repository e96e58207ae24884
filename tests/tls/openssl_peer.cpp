#include "openssl_peer.hpp"

#include <openssl/err.h>

#include <array>

namespace tls_tests {

using naru::detail::layer_progress;
using naru::detail::openssl_pointer;

openssl_peer openssl_peer::client() {
  const openssl_pointer<SSL_CTX> context(SSL_CTX_new(TLS_client_method()));
  return {context.get(), true};
}

openssl_peer::openssl_peer(SSL_CTX* context, bool is_client) : ssl_(SSL_new(context)) {
  SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  if (is_client) {
    SSL_set_connect_state(ssl_.get());
  } else {
    SSL_set_accept_state(ssl_.get());
  }
}

void openssl_peer::collect() {
  std::array<std::byte, 4'096> piece;
  for (int size = 1; size > 0;) {
    size = BIO_read(SSL_get_wbio(ssl_.get()), piece.data(), int(piece.size()));
    if (size > 0) add_output(std::span(piece).first(std::size_t(size)));
  }
}

void openssl_peer::after_call(int result) {
  const int kind = SSL_get_error(ssl_.get(), result);
  if (kind == SSL_ERROR_ZERO_RETURN) has_ended = true;
  if (kind == SSL_ERROR_SSL && reason == 0) reason = ERR_GET_REASON(ERR_peek_error());
  ERR_clear_error();
  collect();
}

std::error_code openssl_peer::start() {
  ERR_clear_error();
  after_call(SSL_do_handshake(ssl_.get()));
  return {};
}

bool openssl_peer::is_established() const noexcept { return SSL_is_init_finished(ssl_.get()) == 1; }

layer_progress openssl_peer::feed(std::span<const std::byte> wire) {
  BIO_write(SSL_get_rbio(ssl_.get()), wire.data(), int(wire.size()));
  ERR_clear_error();
  char first = 0;
  after_call(is_established() ? SSL_peek(ssl_.get(), &first, 1) : SSL_do_handshake(ssl_.get()));
  if (is_established()) after_call(SSL_peek(ssl_.get(), &first, 1));
  return {{}, wire.size()};
}

layer_progress openssl_peer::read(std::span<std::byte> plain) {
  ERR_clear_error();
  std::size_t bytes = 0;
  SSL_read_ex(ssl_.get(), plain.data(), plain.size(), &bytes);
  char first = 0;
  after_call(SSL_peek(ssl_.get(), &first, 1));  // the next record of those that were fed
  return {{}, bytes};
}

layer_progress openssl_peer::write(std::span<const std::byte> plain) {
  ERR_clear_error();
  std::size_t bytes = 0;
  after_call(SSL_write_ex(ssl_.get(), plain.data(), plain.size(), &bytes));
  return {{}, bytes};
}

std::error_code openssl_peer::end() {
  SSL_shutdown(ssl_.get());
  collect();
  return {};
}

void openssl_peer::drop_output(std::size_t bytes) noexcept {
  output_.erase(output_.begin(), output_.begin() + std::ptrdiff_t(bytes));
}

}  // namespace tls_tests
