// echo_session: sends back what comes on a connection. It owns itself.
#pragma once

#include <naru/naru.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace bench {

class echo_session {
 public:
  echo_session(naru::tcp_stream stream, std::size_t buffer_size)
      : stream_(std::move(stream)),
        size_(buffer_size),
        buffer_(std::make_unique_for_overwrite<std::byte[]>(buffer_size)) {
    receive();
  }

 private:
  void receive() { stream_.receive({buffer_.get(), size_}, received_); }

  void on_received(naru::io_result result) {
    if (result.error) return leave();
    stream_.send({buffer_.get(), result.bytes}, sent_);
  }

  void on_sent(naru::io_result result) {
    if (result.error) return leave();
    receive();
  }

  // Nothing is pending when this is called.
  void leave() { delete this; }

  naru::tcp_stream stream_;
  std::size_t size_;
  std::unique_ptr<std::byte[]> buffer_;
  naru::member_callback received_ = naru::bind<&echo_session::on_received>(this);
  naru::member_callback sent_ = naru::bind<&echo_session::on_sent>(this);
};

}  // namespace bench
