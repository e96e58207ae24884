#include "echo_workload.hpp"

#include <algorithm>

namespace bench {
namespace {

constexpr std::size_t room = std::size_t{256} << 10U;

clock::duration interval(std::uint64_t rate) {
  return rate == 0 ? clock::duration::zero()
                   : clock::duration(std::chrono::seconds(1)) / static_cast<std::int64_t>(rate);
}

}  // namespace

echo_workload::echo_workload(const options& chosen)
    : message_size_(chosen.message_size),
      interval_(interval(chosen.rate)),
      next_(clock::now()),
      connections_(chosen.connections),
      outgoing_(std::max(room, message_size_), std::byte{'x'}),
      incoming_(room) {
  for (std::size_t i = 0; i < connections_.size(); ++i) {
    connections_[i].socket = connected_stream(chosen.port);
    ready_.add(connections_[i].socket.get(), EPOLLIN | EPOLLOUT | EPOLLET, i);
  }
  if (interval_ != clock::duration::zero()) return;
  for (connection& each : connections_) {
    for (std::size_t i = 0; i < chosen.in_flight; ++i) ask(each, clock::now());
    push(each);
  }
}

double echo_workload::least_share() const {
  const auto by_completed = [](const connection& a, const connection& b) {
    return a.completed < b.completed;
  };
  const auto least = std::min_element(connections_.begin(), connections_.end(), by_completed);
  const auto fair = static_cast<double>(completed) / static_cast<double>(connections_.size());
  return completed == 0 ? 1 : static_cast<double>(least->completed) / fair;
}

void echo_workload::turn() {
  if (interval_ != clock::duration::zero()) send_what_is_due(clock::now());
  for (const epoll_event& event : ready_.ready()) {
    connection& on = connections_[event.data.u64];
    if ((event.events & EPOLLIN) != 0) receive(on);
    push(on);
  }
}

void echo_workload::send_what_is_due(clock::time_point now) {
  for (; next_ <= now; next_ += interval_) {
    connection& on = connections_[turn_of_++ % connections_.size()];
    ask(on, next_);
    push(on);
  }
}

void echo_workload::ask(connection& on, clock::time_point due) {
  on.due.push_back(due);
  on.unsent += message_size_;
}

void echo_workload::push(connection& on) {
  while (on.unsent != 0) {
    const std::size_t size = std::min(on.unsent, outgoing_.size());
    const std::size_t sent = send_some(on.socket.get(), std::span(outgoing_).first(size));
    on.unsent -= sent;
    if (sent < size) break;
  }
}

void echo_workload::receive(connection& on) {
  const std::size_t bytes = receive_some(on.socket.get(), incoming_);
  on.received += bytes;
  if (on.received >= message_size_) {
    const clock::time_point now = clock::now();
    for (; on.received >= message_size_; on.received -= message_size_) {
      latency.record(now - on.due.front());
      on.due.pop_front();
      ++completed;
      ++on.completed;
      if (interval_ == clock::duration::zero()) ask(on, now);
    }
  }
  if (bytes == incoming_.size()) receive(on);  // the edge will not come again
}

}  // namespace bench
