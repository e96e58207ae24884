#include "datagram_workload.hpp"

#include <algorithm>
#include <cerrno>

namespace bench {
namespace {

// A datagram that takes longer than this is lost: on loopback there is no other reason.
// A server in lockstep may be one that valgrind runs, so there it is given more time.
constexpr std::chrono::milliseconds patience(50);
constexpr std::chrono::seconds patience_in_lockstep(5);

}  // namespace

datagram_workload::datagram_workload(const options& chosen, std::size_t answers)
    : answers_(answers),
      in_flight_(chosen.in_flight),
      steps_(chosen),
      peers_(chosen.connections),
      message_(chosen.message_size, std::byte{'x'}),
      incoming_(chosen.message_size * batch_max),
      last_progress_(clock::now()) {
  outgoing_part_ = {message_.data(), message_.size()};
  for (std::size_t i = 0; i < batch_max; ++i) {
    requests_[i].msg_hdr.msg_iov = &outgoing_part_;
    requests_[i].msg_hdr.msg_iovlen = 1;
    parts_[i] = {incoming_.data() + i * message_.size(), message_.size()};
    received_[i].msg_hdr.msg_iov = &parts_[i];
    received_[i].msg_hdr.msg_iovlen = 1;
  }
  for (std::size_t i = 0; i < peers_.size(); ++i) {
    peers_[i].socket = connected_datagram(chosen.port);
    ready_.add(peers_[i].socket.get(), EPOLLIN, i);
  }
  if (!steps_) ask_all();
}

void datagram_workload::ask_all() {
  for (peer& each : peers_) ask(each, in_flight_);
}

void datagram_workload::turn() {
  if (steps_ && under_way_ == 0) steps_.round([this] { ask_all(); });
  for (const epoll_event& event : ready_.ready()) {
    peer& who = peers_[event.data.u64];
    const std::size_t before = (who.expected + answers_ - 1) / answers_;
    const std::size_t count = std::min(receive(who), who.expected);
    if (count == 0) continue;
    last_progress_ = clock::now();
    who.expected -= count;
    under_way_ -= count;
    completed += count;
    const std::size_t answered = before - (who.expected + answers_ - 1) / answers_;
    if (answered == 0) continue;
    latency.record(last_progress_ - who.asked);
    if (!steps_) ask(who, answered);
  }
  if (clock::now() > last_progress_ + (steps_ ? patience_in_lockstep : patience))
    give_up_on_the_lost();
}

void datagram_workload::ask(peer& who, std::size_t requests) {
  who.asked = clock::now();
  who.expected += requests * answers_;
  under_way_ += requests * answers_;
  while (requests != 0) {
    const auto size = static_cast<unsigned>(std::min(requests, batch_max));
    const int sent = sendmmsg(who.socket.get(), requests_.data(), size, 0);
    if (sent < 0 && errno != EAGAIN) check(sent, "sendmmsg");
    if (sent > 0) requests -= static_cast<std::size_t>(sent);
  }
}

std::size_t datagram_workload::receive(peer& who) {
  const int count = recvmmsg(who.socket.get(), received_.data(), batch_max, 0, nullptr);
  if (count < 0 && errno == EAGAIN) return 0;
  return static_cast<std::size_t>(check(count, "recvmmsg"));
}

void datagram_workload::give_up_on_the_lost() {
  for (peer& each : peers_) {
    lost += each.expected;
    each.expected = 0;
    while (receive(each) != 0) ++lost;  // they are late, and do not answer the next request
  }
  under_way_ = 0;
  if (!steps_) ask_all();
  last_progress_ = clock::now();
}

}  // namespace bench
