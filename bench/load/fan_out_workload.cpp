#include "fan_out_workload.hpp"

#include <algorithm>
#include <stdexcept>

namespace bench {
namespace {

// Who has not heard by then was accepted too late, or the server drops messages.
constexpr std::chrono::milliseconds patience(200);

}  // namespace

fan_out_workload::fan_out_workload(const options& chosen)
    : message_size_(chosen.message_size),
      message_(message_size_, std::byte{'x'}),
      incoming_(std::size_t{1} << 16U) {
  for (std::size_t i = 0; i < chosen.connections; ++i) {
    connections_.push_back(connected_stream(chosen.port));
    ready_.add(connections_.back().get(), EPOLLIN, i);
  }
  say();
}

void fan_out_workload::turn() {
  for (const epoll_event& event : ready_.ready()) {
    const std::size_t bytes = receive_some(connections_[event.data.u64].get(), incoming_);
    bytes_missing_ -= std::min(bytes, bytes_missing_);  // what was given up may still come
  }
  const clock::duration taken = clock::now() - said_;
  if (bytes_missing_ == 0) {
    latency.record(taken);
    completed += connections_.size();
    say();
  } else if (taken > patience) {
    lost += bytes_missing_ / message_size_;
    say();
  }
}

void fan_out_workload::say() {
  bytes_missing_ = message_size_ * connections_.size();
  said_ = clock::now();
  if (send_some(connections_.front().get(), message_) != message_size_) {
    throw std::runtime_error("a message did not leave whole");
  }
}

}  // namespace bench
