// An echo server on port 7777 in callbacks: each session has its memory and its two operations.
#include <naru/naru.hpp>

#include <list>

class session {
 public:
  session(std::list<session>& all, naru::tcp_stream accepted)
      : all_(all), stream_(std::move(accepted)) {}

  static void start(std::list<session>& all, naru::tcp_stream accepted) {
    all.emplace_back(all, std::move(accepted));
    all.back().self_ = std::prev(all.end());
    all.back().on_sent({});
  }

 private:
  void on_sent(naru::io_result sent) {
    if (sent.error) return end();
    stream_.receive(naru::buffer(data_), receive_);
  }
  void on_received(naru::io_result received) {
    if (received.error) return end();  // the peer has finished, or is gone
    stream_.send(naru::buffer(data_, received.bytes), send_);
  }
  void end() { all_.erase(self_); }  // one operation at a time is pending, and this one has ended

  std::list<session>& all_;
  std::list<session>::iterator self_;
  naru::tcp_stream stream_;
  std::array<char, 4096> data_;
  naru::member_callback receive_ = naru::bind<&session::on_received>(this);
  naru::member_callback send_ = naru::bind<&session::on_sent>(this);
};

int main() {
  const auto proactor = naru::make_proactor();
  std::list<session> sessions;
  naru::tcp_listener listener(*proactor, naru::endpoint::parse("0.0.0.0:7777"));
  naru::tcp_stream next(*proactor);
  naru::callback on_accepted([&](naru::io_result result, naru::operation& self) {
    if (!result.error) session::start(sessions, std::move(next));
    listener.accept(next, self);
  });
  listener.accept(next, on_accepted);
  proactor->run();
}
