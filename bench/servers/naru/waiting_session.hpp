// waiting_session: sends back what comes on a connection that is silent most of the time. It owns
// itself.
#pragma once

#include <naru/naru.hpp>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace bench {

// Buffers that are in use only while there is something in them. For one thread.
class buffer_pool {
 public:
  using buffer = std::unique_ptr<std::byte[]>;

  explicit buffer_pool(std::size_t size) : size_(size) {}

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] buffer take() {
    if (free_.empty()) return std::make_unique_for_overwrite<std::byte[]>(size_);
    buffer taken = std::move(free_.back());
    free_.pop_back();
    return taken;
  }
  void give_back(buffer used) { free_.push_back(std::move(used)); }

 private:
  std::size_t size_;
  std::vector<buffer> free_;
};

// Waits without a buffer: a receive with no room completes once there is something to receive.
class waiting_session {
 public:
  waiting_session(naru::tcp_stream stream, buffer_pool& pool)
      : stream_(std::move(stream)), pool_(pool) {
    wait();
  }

 private:
  void wait() { stream_.receive(naru::mutable_buffer(), ready_); }

  void on_ready(naru::io_result result) {
    if (result.error) return leave();
    buffer_ = pool_.take();
    stream_.receive({buffer_.get(), pool_.size()}, received_);
  }

  void on_received(naru::io_result result) {
    if (result.error) return leave();
    stream_.send({buffer_.get(), result.bytes}, sent_);
  }

  void on_sent(naru::io_result result) {
    if (result.error) return leave();
    pool_.give_back(std::move(buffer_));
    wait();
  }

  void leave() { delete this; }

  naru::tcp_stream stream_;
  buffer_pool& pool_;
  buffer_pool::buffer buffer_;
  // One operation would do, because one at a time is pending; three are easier to read and cost
  // what a user would pay.
  naru::member_callback ready_ = naru::bind<&waiting_session::on_ready>(this);
  naru::member_callback received_ = naru::bind<&waiting_session::on_received>(this);
  naru::member_callback sent_ = naru::bind<&waiting_session::on_sent>(this);
};

}  // namespace bench
