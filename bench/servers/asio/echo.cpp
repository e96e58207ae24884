#include "../scenarios.hpp"
#include "loops.hpp"

namespace bench {
namespace {

class session {
 public:
  session(tcp_socket socket, std::size_t buffer_size)
      : socket_(std::move(socket)),
        size_(buffer_size),
        buffer_(std::make_unique_for_overwrite<std::byte[]>(buffer_size)) {
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
    asio::async_write(socket_, asio::buffer(buffer_.get(), bytes),
                      [this](const asio::error_code& error, std::size_t) {
                        if (error) return leave();
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
  loops all(chosen);
  acceptor listening(all, [size = chosen.buffer_size](tcp_socket socket) {
    new session(std::move(socket), size);
  });
  announce(listening.port());
  all.run();
}

void serve_idle(const options& chosen) { serve_echo(chosen); }

}  // namespace bench
