// An echo server on port 7777, for any number of clients, as a user of naru writes it. Compared
// with asio_echo.cpp: how long it takes to compile, and how large the program is.
#include <naru/naru.hpp>

#include <array>
#include <utility>

struct session {
  explicit session(naru::tcp_stream accepted) : stream(std::move(accepted)) { receive({}); }
  void receive(naru::io_result sent) {
    if (sent.error) return delete this;
    stream.receive(naru::buffer(data), on_received);
  }
  void send(naru::io_result received) {
    if (received.error) return delete this;
    stream.send(naru::buffer(data, received.bytes), on_sent);
  }
  naru::tcp_stream stream;
  std::array<char, 4096> data;
  naru::member_callback on_received = naru::call<&session::send>(this);
  naru::member_callback on_sent = naru::call<&session::receive>(this);
};

int main() {
  const auto proactor = naru::make_proactor();
  naru::tcp_listener listener(*proactor, naru::endpoint::parse("0.0.0.0:7777"));
  naru::tcp_stream next(*proactor);
  naru::callback on_accepted([&](naru::io_result result, naru::operation& self) {
    if (!result.error) new session(std::move(next));
    listener.accept(next, self);
  });
  listener.accept(next, on_accepted);
  proactor->run();
}
