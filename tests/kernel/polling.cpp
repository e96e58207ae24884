// WSAPoll: waits until sockets are ready.
#include <algorithm>
#include <chrono>
#include <span>

#include "failing.hpp"
#include "functions.hpp"
#include "socket.hpp"

namespace kernel {
namespace {

short receiving_state(const socket& which) noexcept {
  if (which.listens) return which.backlog.empty() ? 0 : POLLRDNORM;
  if (which.type == SOCK_DGRAM) return which.datagrams.empty() ? 0 : POLLRDNORM;
  if (which.failure != 0) return POLLERR | POLLHUP;
  const connection* const link = which.link.get();
  if (link == nullptr) return 0;
  const short data = link->incoming.empty() ? 0 : POLLRDNORM;
  if (link->was_reset) return static_cast<short>(data | POLLERR | POLLHUP);
  return link->peer_has_ended ? static_cast<short>(data | POLLHUP) : data;
}

short sending_state(const socket& which) noexcept {
  if (which.type == SOCK_DGRAM) return POLLWRNORM;
  if (which.link == nullptr) return 0;
  const connection* const peer = which.link->peer;
  return peer == nullptr || peer->incoming.size() < peer->room ? POLLWRNORM : 0;
}

short state_of(const WSAPOLLFD& asked) noexcept {
  const auto which = find_socket(asked.fd);
  if (which == nullptr) return POLLNVAL;
  const short told = static_cast<short>(asked.events | POLLERR | POLLHUP);
  return static_cast<short>((receiving_state(*which) | sending_state(*which)) & told);
}

}  // namespace

int calls::WSAPoll(WSAPOLLFD* sockets, ULONG count, int milliseconds) {
  std::unique_lock lock(lock_of_all());
  const std::span asked(sockets, count);
  int ready = 0;
  const auto look = [&] {
    ready = 0;
    for (WSAPOLLFD& each : asked) {
      each.revents = state_of(each);
      if (each.revents != 0) ++ready;
    }
    return ready != 0;
  };
  if (milliseconds < 0) {
    changed().wait(lock, look);
  } else {
    changed().wait_for(lock, std::chrono::milliseconds(milliseconds), look);
  }
  return ready;
}

}  // namespace kernel
