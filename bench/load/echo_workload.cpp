#include "echo_workload.hpp"

#include <algorithm>
#include <stdexcept>

namespace bench {
namespace {

constexpr std::size_t room = std::size_t{256} << 10U;  // of one send or receive
constexpr std::size_t run_max = std::size_t{64}
                                << 10U;  // of different messages; small enough for a cache

std::size_t different_messages(const options& chosen) {
  return std::max<std::size_t>(run_max / chosen.message_size, 1);
}

clock::duration interval(std::uint64_t rate) {
  return rate == 0 ? clock::duration::zero()
                   : clock::duration(std::chrono::seconds(1)) / static_cast<std::int64_t>(rate);
}

}  // namespace

echo_workload::echo_workload(const options& chosen)
    : in_flight_(chosen.in_flight),
      sent_(chosen, different_messages(chosen), room,
            chosen.web_socket ? envelope::web_socket : envelope::none),
      returned_(chosen, different_messages(chosen), room),
      steps_(chosen),
      interval_(chosen.lockstep ? clock::duration::zero() : interval(chosen.rate)),
      next_(clock::now()),
      connections_(chosen.connections),
      active_count_(chosen.active == 0 ? chosen.connections
                                       : std::min(chosen.active, chosen.connections)),
      stride_(chosen.connections / active_count_),
      incoming_(room) {
  for (std::size_t i = 0; i < connections_.size(); ++i) {
    connections_[i].socket = connected_link(chosen);
    ready_.add(connections_[i].socket->socket(), EPOLLIN | EPOLLOUT | EPOLLET, i);
  }
  if (interval_ == clock::duration::zero() && !steps_) ask_all();
}

void echo_workload::ask_all() {
  for (std::size_t n = 0; n < active_count_; ++n) {
    for (std::size_t i = 0; i < in_flight_; ++i) ask(active(n), clock::now());
    push(active(n));
  }
}

double echo_workload::least_share() const {
  if (completed == 0) return 1;
  std::uint64_t least = completed;
  for (std::size_t n = 0; n < active_count_; ++n) {
    least = std::min(least, connections_[n * stride_].completed);
  }
  return static_cast<double>(least * active_count_) / static_cast<double>(completed);
}

void echo_workload::turn() {
  if (interval_ != clock::duration::zero()) send_what_is_due(clock::now());
  if (steps_ && under_way_ == 0) steps_.round([this] { ask_all(); });
  for (const epoll_event& event : ready_.ready()) {
    connection& on = connections_[event.data.u64];
    if ((event.events & EPOLLIN) != 0) receive(on);
    push(on);
  }
}

void echo_workload::send_what_is_due(clock::time_point now) {
  for (; next_ <= now; next_ += interval_) {
    connection& on = active(turn_of_++ % active_count_);
    ask(on, next_);
    push(on);
  }
}

void echo_workload::ask(connection& on, clock::time_point due) {
  on.due.push_back(due);
  ++under_way_;
  on.unsent += sent_.message_size();
}

void echo_workload::push(connection& on) {
  while (on.unsent != 0) {
    const std::size_t size = std::min(on.unsent, room);
    const std::size_t sent = on.socket->send_some(sent_.at(on.send_position, size));
    on.send_position = sent_.after(on.send_position, sent);
    on.unsent -= sent;
    if (sent < size) break;
  }
}

void echo_workload::receive(connection& on) {
  const std::size_t bytes = on.socket->receive_some(incoming_);
  returned_.check(on.receive_position, std::span(incoming_).first(bytes));
  on.receive_position = returned_.after(on.receive_position, bytes);
  on.received += bytes;
  const std::size_t message_size = returned_.message_size();
  if (on.received >= message_size) {
    const clock::time_point now = clock::now();
    for (; on.received >= message_size; on.received -= message_size) {
      if (on.due.empty()) throw std::runtime_error("more came back than was sent");
      latency.record(now - on.due.front());
      on.due.pop_front();
      ++completed;
      --under_way_;
      ++on.completed;
      if (interval_ == clock::duration::zero() && !steps_) ask(on, now);
    }
  }
  if (bytes == incoming_.size()) receive(on);  // the edge will not come again
}

}  // namespace bench
