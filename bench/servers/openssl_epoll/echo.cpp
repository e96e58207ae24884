// The floor of TLS: OpenSSL between two memory BIOs, on a bare loop.
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "../epoll/loop.hpp"
#include "../scenarios.hpp"

namespace bench {
namespace {

constexpr std::size_t wire_size = std::size_t{32} << 10U;  // of one receive or send

struct connection {
  connection(int accepted, SSL_CTX* context, std::size_t buffer_size)
      : socket(accepted),
        tls(SSL_new(context)),
        size(buffer_size),
        buffer(std::make_unique_for_overwrite<char[]>(buffer_size)) {
    SSL_set_bio(tls, in, out);
    SSL_set_accept_state(tls);
  }
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection() {
    SSL_free(tls);
    close(socket);
  }

  int socket;
  SSL* tls;
  BIO* in = BIO_new(BIO_s_mem());  // the SSL owns both
  BIO* out = BIO_new(BIO_s_mem());
  std::size_t size;  // of the buffer
  std::unique_ptr<char[]> buffer;
};

SSL_CTX* make_context(const options& chosen, bool gives_buffers_back) {
  SSL_CTX* const made = SSL_CTX_new(TLS_server_method());
  if (made == nullptr ||
      SSL_CTX_use_certificate_chain_file(made, chosen.certificate.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(made, chosen.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    throw std::runtime_error("no TLS: --certificate and --key have to be files in PEM");
  }
  if (gives_buffers_back) SSL_CTX_set_mode(made, SSL_MODE_RELEASE_BUFFERS);
  return made;
}

class server {
 public:
  server(const options& chosen, bool gives_buffers_back)
      : context_(make_context(chosen, gives_buffers_back)), buffer_size_(chosen.buffer_size) {}

  [[noreturn]] void serve() {
    listener_ = bound_socket(SOCK_STREAM);
    watch(poll_, listener_, nullptr);
    dispatch(poll_, [this](void* context) {
      if (context == nullptr) return accept_all();
      auto* const on = static_cast<connection*>(context);
      if (!receive(*on)) delete on;
    });
  }

 private:
  void accept_all() {
    for (int socket = 0; (socket = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
      const int on = 1;
      setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
      watch(poll_, socket, new connection(socket, context_, buffer_size_));
    }
  }

  // False if the connection has ended.
  bool receive(connection& from) {
    const ssize_t bytes = recv(from.socket, wire_.data(), wire_.size(), 0);
    if (bytes < 0 && errno == EAGAIN) return true;
    if (bytes <= 0 || BIO_write(from.in, wire_.data(), static_cast<int>(bytes)) != bytes) {
      return false;
    }
    ERR_clear_error();
    int result = SSL_is_init_finished(from.tls) != 0 ? 1 : SSL_do_handshake(from.tls);
    while (result == 1) result = echo(from);
    return SSL_get_error(from.tls, result) == SSL_ERROR_WANT_READ && send_output(from);
  }

  // One record. 1, or the result of OpenSSL that ends the loop.
  static int echo(connection& from) {
    std::size_t bytes = 0;
    const int result = SSL_read_ex(from.tls, from.buffer.get(), from.size, &bytes);
    if (result != 1) return result;
    return SSL_write_ex(from.tls, from.buffer.get(), bytes, &bytes);
  }

  bool send_output(const connection& to) {
    while (BIO_pending(to.out) != 0) {
      const int size = BIO_read(to.out, wire_.data(), static_cast<int>(wire_.size()));
      if (size <= 0 || !send_all(to.socket, wire_.data(), static_cast<std::size_t>(size))) {
        return false;
      }
    }
    return true;
  }

  SSL_CTX* context_;  // for as long as the process
  std::size_t buffer_size_;
  int poll_ = check(epoll_create1(EPOLL_CLOEXEC));
  int listener_ = -1;
  std::array<char, wire_size> wire_{};
};

void serve(const options& chosen, bool gives_buffers_back) {
  if (chosen.threads != 1) not_applicable(chosen);
  std::make_unique<server>(chosen, gives_buffers_back)->serve();
}

}  // namespace

void serve_echo(const options& chosen) { serve(chosen, false); }
// Buffers that are given back have to be taken again for each message.
void serve_idle(const options& chosen) { serve(chosen, true); }

}  // namespace bench
