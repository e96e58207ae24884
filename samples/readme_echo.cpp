// An echo server on port 7777: what comes in goes back, on as many connections as there are.
#include <naru/naru.hpp>

struct session {  // one operation at a time is pending, so the end of one may delete it
  explicit session(naru::tcp_stream accepted) : stream(std::move(accepted)) { receive({}); }
  void receive(naru::io_result sent) {
    if (sent.error) return delete this;
    stream.receive(naru::buffer(data), on_received);
  }
  void send(naru::io_result received) {
    if (received.error) return delete this;  // the peer has finished, or is gone
    stream.send(naru::buffer(data, received.bytes), on_sent);
  }
  naru::tcp_stream stream;
  std::array<char, 4096> data;
  naru::member_callback on_received = naru::bind<&session::send>(this);
  naru::member_callback on_sent = naru::bind<&session::receive>(this);
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
