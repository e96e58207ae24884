#include <asio/ssl.hpp>

#include <memory>
#include <utility>

#include "../asio/loops.hpp"
#include "../scenarios.hpp"

namespace bench {
namespace {

class session {
 public:
  session(tcp_socket socket, asio::ssl::context& tls, std::size_t buffer_size)
      : stream_(std::move(socket), tls),
        size_(buffer_size),
        buffer_(std::make_unique_for_overwrite<std::byte[]>(buffer_size)) {
    stream_.async_handshake(asio::ssl::stream_base::server, [this](const asio::error_code& error) {
      if (error) return leave();
      receive();
    });
  }

 private:
  void receive() {
    stream_.async_read_some(asio::buffer(buffer_.get(), size_),
                            [this](const asio::error_code& error, std::size_t bytes) {
                              if (error) return leave();
                              send(bytes);
                            });
  }

  void send(std::size_t bytes) {
    asio::async_write(stream_, asio::buffer(buffer_.get(), bytes),
                      [this](const asio::error_code& error, std::size_t) {
                        if (error) return leave();
                        receive();
                      });
  }

  // Nothing is pending when this is called.
  void leave() { delete this; }

  asio::ssl::stream<tcp_socket> stream_;
  std::size_t size_;
  std::unique_ptr<std::byte[]> buffer_;
};

}  // namespace

void serve_echo(const options& chosen) {
  asio::ssl::context tls(asio::ssl::context::tls_server);
  tls.use_certificate_chain_file(chosen.certificate);
  tls.use_private_key_file(chosen.key, asio::ssl::context::pem);
  loops all(chosen);
  acceptor listening(all, [&tls, size = chosen.buffer_size](tcp_socket socket) {
    new session(std::move(socket), tls, size);
  });
  announce(listening.port());
  all.run();
}

void serve_idle(const options& chosen) { serve_echo(chosen); }

}  // namespace bench
