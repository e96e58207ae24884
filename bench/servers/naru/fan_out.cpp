#include <algorithm>
#include <list>
#include <memory>

#include "../scenarios.hpp"
#include "acceptor.hpp"

namespace bench {
namespace {

class session;
using sessions = std::list<session*>;

class session {
 public:
  session(naru::tcp_stream stream, std::size_t buffer_size, sessions& all)
      : stream_(std::move(stream)),
        size_(buffer_size),
        incoming_(std::make_unique_for_overwrite<std::byte[]>(buffer_size)),
        outgoing_(std::make_unique_for_overwrite<std::byte[]>(buffer_size)),
        all_(all),
        place_(all.insert(all.end(), this)) {
    receive();
  }

 private:
  void receive() { stream_.receive({incoming_.get(), size_}, received_); }

  void on_received(naru::io_result result) {
    if (result.error) return leave();
    for (session* const each : all_) each->tell({incoming_.get(), result.bytes});
    receive();
  }

  // A connection that has not taken the last message misses this one.
  void tell(naru::const_buffer message) {
    if (sent_.pending()) return;
    std::copy(message.begin(), message.end(), outgoing_.get());
    stream_.send({outgoing_.get(), message.size()}, sent_);
  }

  void on_sent(naru::io_result result) {
    if (result.error) leave();
  }

  // Both the receive and the send see the end; the last of them destroys the session.
  void leave() {
    stream_.close();
    if (sent_.pending() || received_.pending()) return;
    all_.erase(place_);
    delete this;
  }

  naru::tcp_stream stream_;
  std::size_t size_;
  std::unique_ptr<std::byte[]> incoming_;
  std::unique_ptr<std::byte[]> outgoing_;
  sessions& all_;
  sessions::iterator place_;
  naru::member_callback received_ = naru::bind<&session::on_received>(this);
  naru::member_callback sent_ = naru::bind<&session::on_sent>(this);
};

class fan_out_server {
 public:
  explicit fan_out_server(const options& chosen) : buffer_size_(chosen.buffer_size) {}
  void adopt(naru::tcp_stream stream) { new session(std::move(stream), buffer_size_, all_); }

 private:
  std::size_t buffer_size_;
  sessions all_;
};

}  // namespace

void serve_fan_out(const options& chosen) {
  if (chosen.threads != 1) not_applicable(chosen);
  serve_connections<fan_out_server>(chosen);
}

}  // namespace bench
