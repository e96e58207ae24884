// An echo server on port 7777, for any number of clients, as a user of Asio writes it. It is
// compared with samples/echo_callbacks.cpp: by its compile time and by the size of the program.
#include <asio.hpp>

#include <array>
#include <memory>
#include <utility>

using asio::ip::tcp;

struct session : std::enable_shared_from_this<session> {
  explicit session(tcp::socket accepted) : socket(std::move(accepted)) {
    std::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
  }
  void receive() {
    auto received = [self = shared_from_this()](std::error_code error, std::size_t bytes) {
      if (!error) self->send(bytes);
    };
    socket.async_read_some(asio::buffer(data), std::move(received));
  }
  void send(std::size_t bytes) {
    auto sent = [self = shared_from_this()](std::error_code error, std::size_t) {
      if (!error) self->receive();
    };
    asio::async_write(socket, asio::buffer(data, bytes), std::move(sent));
  }
  tcp::socket socket;
  std::array<char, 4096> data;
};

void accept(tcp::acceptor& acceptor) {
  acceptor.async_accept([&acceptor](std::error_code error, tcp::socket accepted) {
    if (!error) std::make_shared<session>(std::move(accepted))->receive();
    accept(acceptor);
  });
}

int main() {
  asio::io_context context;
  tcp::acceptor acceptor(context, tcp::endpoint(tcp::v4(), 7777));
  accept(acceptor);
  context.run();
}
