// TLS of the load: OpenSSL directly on the socket. It offers one version and one cipher, so every
// server does the same work. It accepts any certificate.
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <csignal>
#include <stdexcept>
#include <string>
#include <utility>

#include "link.hpp"

namespace bench {
namespace {

constexpr std::size_t read_ahead = std::size_t{64} << 10U;  // bytes of one receive of the system

[[noreturn]] void fail(const char* what) {
  const char* const reason = ERR_reason_error_string(ERR_get_error());
  throw std::runtime_error(std::string(what) + ": " + (reason != nullptr ? reason : "TLS failed"));
}

SSL_CTX* make_context() {
  std::signal(SIGPIPE, SIG_IGN);
  SSL_CTX* const made = SSL_CTX_new(TLS_client_method());
  if (made == nullptr || SSL_CTX_set_min_proto_version(made, TLS1_3_VERSION) != 1 ||
      SSL_CTX_set_ciphersuites(made, "TLS_AES_128_GCM_SHA256") != 1) {
    fail("a context of TLS");
  }
  SSL_CTX_set_mode(made, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(made, 1);
  SSL_CTX_set_default_read_buffer_len(made, read_ahead);
  return made;
}

class tls final : public link {
 public:
  explicit tls(std::unique_ptr<link> below) : below_(std::move(below)) {
    static SSL_CTX* const context = make_context();
    ssl_.reset(SSL_new(context));
    if (!ssl_ || SSL_set_fd(ssl_.get(), below_->socket()) != 1) fail("a connection of TLS");
    for (int result = 0; (result = SSL_connect(ssl_.get())) != 1;) {
      would_block(result, "the handshake of TLS");
      wait_for(below_->socket(), SSL_want_write(ssl_.get()));
    }
  }

  [[nodiscard]] int socket() const noexcept override { return below_->socket(); }

  // One call of OpenSSL gives at most one record.
  [[nodiscard]] std::size_t receive_some(std::span<std::byte> room) override {
    std::size_t moved = 0;
    while (moved != room.size()) {
      std::size_t bytes = 0;
      const auto rest = room.subspan(moved);
      const int result = SSL_read_ex(ssl_.get(), rest.data(), rest.size(), &bytes);
      if (result != 1 && would_block(result, "a receive of TLS")) break;
      moved += bytes;
    }
    return moved;
  }

  [[nodiscard]] std::size_t send_some(std::span<const std::byte> bytes) override {
    std::size_t moved = 0;
    while (moved != bytes.size()) {
      std::size_t taken = 0;
      const auto rest = bytes.subspan(moved);
      const int result = SSL_write_ex(ssl_.get(), rest.data(), rest.size(), &taken);
      if (result != 1 && would_block(result, "a send of TLS")) break;
      moved += taken;
    }
    return moved;
  }

 private:
  struct freed {
    void operator()(SSL* gone) const noexcept { SSL_free(gone); }
  };

  bool would_block(int result, const char* what) const {
    const int why = SSL_get_error(ssl_.get(), result);
    if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) fail(what);
    return true;
  }

  std::unique_ptr<link> below_;
  std::unique_ptr<SSL, freed> ssl_;
};

}  // namespace

std::unique_ptr<link> tls_link(std::unique_ptr<link> below) {
  return std::make_unique<tls>(std::move(below));
}

}  // namespace bench
