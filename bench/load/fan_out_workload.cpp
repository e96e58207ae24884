#include "fan_out_workload.hpp"

#include <algorithm>
#include <stdexcept>

namespace bench {
namespace {

// A connection that has not received the message by then never will: the server drops messages.
constexpr std::chrono::seconds patience(10);
constexpr std::size_t room = std::size_t{64} << 10U;  // of one receive

}  // namespace

fan_out_workload::fan_out_workload(const options& chosen)
    : in_flight_(chosen.in_flight),
      messages_(chosen, in_flight_, room),
      steps_(chosen),
      incoming_(room) {
  for (std::size_t i = 0; i < chosen.connections; ++i) {
    connections_.push_back({connected_stream(chosen.port)});
    ready_.add(connections_.back().socket.get(), EPOLLIN, i);
  }
}

void fan_out_workload::turn() {
  if (all_heard_) steps_.round([this] { say(); });
  for (const epoll_event& event : ready_.ready()) hear(connections_[event.data.u64]);
  const clock::duration taken = clock::now() - said_;
  if (bytes_missing_ == 0) {
    latency.record(taken);
    completed += in_flight_ * connections_.size();
    all_heard_ = true;
  } else if (taken > patience) {
    lost += bytes_missing_ / messages_.message_size();
    all_heard_ = true;
  }
}

void fan_out_workload::hear(listener& who) {
  const std::size_t bytes = receive_some(who.socket.get(), incoming_);
  messages_.check(who.position, std::span(incoming_).first(bytes));
  who.position = messages_.after(who.position, bytes);
  bytes_missing_ -= std::min(bytes, bytes_missing_);  // bytes that were given up may still come
}

// The connection that was made last sends. When the server receives its message, it has accepted
// all the others.
void fan_out_workload::say() {
  all_heard_ = false;
  bytes_missing_ = messages_.size() * connections_.size();
  said_ = clock::now();
  const auto all = messages_.at(0, messages_.size());
  if (send_some(connections_.back().socket.get(), all) != all.size()) {
    throw std::runtime_error("a message did not leave whole");
  }
}

}  // namespace bench
