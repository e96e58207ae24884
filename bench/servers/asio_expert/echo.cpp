// The echo of somebody who knows Asio's insides: it tries to send before it asks Asio to.
#include <asio.hpp>

#include "../asio/loops.hpp"
#include "../scenarios.hpp"
#include "context.hpp"

namespace bench {
namespace {

class session {
 public:
  session(tcp_socket socket, std::size_t buffer_size)
      : socket_(std::move(socket)),
        size_(buffer_size),
        buffer_(std::make_unique_for_overwrite<std::byte[]>(buffer_size)) {
    socket_.non_blocking(true);
    receive();
  }

 private:
  void receive() {
    socket_.async_read_some(asio::buffer(buffer_.get(), size_),
                            [this](const asio::error_code& error, std::size_t bytes) {
                              if (error) return leave();
                              send(bytes);
                            });
  }

  void send(std::size_t bytes) {
    asio::error_code error;
    const std::size_t sent = socket_.write_some(asio::buffer(buffer_.get(), bytes), error);
    if (error && error != asio::error::would_block) return leave();
    if (sent == bytes) return receive();
    asio::async_write(socket_, asio::buffer(buffer_.get() + sent, bytes - sent),
                      [this](const asio::error_code& failure, std::size_t) {
                        if (failure) return leave();
                        receive();
                      });
  }

  // Nothing is pending when this is called.
  void leave() { delete this; }

  tcp_socket socket_;
  std::size_t size_;
  std::unique_ptr<std::byte[]> buffer_;
};

}  // namespace

void serve_echo(const options& chosen) {
  if (chosen.threads != 1) not_applicable(chosen);
  loops all(chosen, &expert_context);
  acceptor listening(all, [size = chosen.buffer_size](tcp_socket socket) {
    new session(std::move(socket), size);
  });
  announce(listening.port());
  all.run();
}

void serve_idle(const options& chosen) { serve_echo(chosen); }
void serve_fan_out(const options& chosen) { not_applicable(chosen); }
void serve_udp(const options& chosen) { not_applicable(chosen); }
void serve_burst(const options& chosen) { not_applicable(chosen); }

}  // namespace bench
