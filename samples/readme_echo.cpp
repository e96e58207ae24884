// An echo server on port 7777: what comes in goes back, on as many connections as there are.
#include <naru/naru.hpp>

struct session {  // never more than one operation is pending on it, so its end may delete it
  explicit session(naru::tcp_stream accepted) : stream_(std::move(accepted)) { receive(); }
  void receive() { stream_.receive(naru::buffer(data_), received_); }
  void on_received(naru::io_result result) {
    if (result.error) return delete this;  // the peer has finished, or is gone
    stream_.send(naru::buffer(data_, result.bytes), sent_);
  }
  void on_sent(naru::io_result result) {
    if (result.error) return delete this;
    receive();
  }
  naru::tcp_stream stream_;
  std::array<char, 4096> data_;
  naru::member_callback received_ = naru::call<&session::on_received>(this);
  naru::member_callback sent_ = naru::call<&session::on_sent>(this);
};

struct server {
  void accept() { listener_.accept(next_, accepted_); }
  void on_accepted(naru::io_result result) {
    if (!result.error) new session(std::move(next_));
    accept();
  }
  naru::tcp_listener listener_;
  naru::tcp_stream next_{listener_.owner()};
  naru::member_callback accepted_ = naru::call<&server::on_accepted>(this);
};

int main() {
  const auto proactor = naru::make_proactor();
  server echo{.listener_{*proactor, naru::endpoint::parse("0.0.0.0:7777")}};
  echo.accept();
  proactor->run();
}
