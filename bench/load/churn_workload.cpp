#include "churn_workload.hpp"

#include <stdexcept>

namespace bench {

churn_workload::churn_workload(const options& chosen)
    : port_(chosen.port),
      visits_(chosen.connections),
      message_(chosen.message_size, std::byte{'x'}),
      incoming_(chosen.message_size) {
  for (std::size_t slot = 0; slot < visits_.size(); ++slot) begin(slot);
}

void churn_workload::turn() {
  for (const epoll_event& event : ready_.ready()) {
    const auto slot = static_cast<std::size_t>(event.data.u64);
    go_on(visits_[slot], event.events, slot);
  }
}

void churn_workload::begin(std::size_t slot) {
  visits_[slot] = {connecting_stream(port_, number_++), clock::now()};
  ready_.add(visits_[slot].socket.get(), EPOLLIN | EPOLLOUT | EPOLLET, slot);
}

void churn_workload::go_on(visit& one, std::uint32_t events, std::size_t slot) {
  if (!one.asked && (events & EPOLLOUT) != 0) {
    if (send_some(one.socket.get(), message_) != message_.size()) {
      throw std::runtime_error("a new connection did not take one message");
    }
    one.asked = true;
  }
  if ((events & EPOLLIN) == 0) return;
  one.received += receive_some(one.socket.get(), incoming_);
  if (one.received < message_.size()) return;
  latency.record(clock::now() - one.began);
  ++completed;
  begin(slot);  // this closes the present connection
}

}  // namespace bench
