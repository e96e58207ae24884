// Connecting and accepting.
#include <utility>

#include "seed.hpp"
#include "socket.hpp"

namespace kernel {
namespace {

/// Puts the two sides of a new connection into the connecting socket and the backlog.
void join(socket& client, socket& listener, const place& target) {
  auto here = std::make_unique<connection>();
  auto there = std::make_unique<connection>();
  place local = *client.local;
  if (local.is_any()) local.host = target.host;
  here->peer = there.get();
  there->peer = here.get();
  here->local = there->remote = local;
  here->remote = there->local = target;
  here->room = static_cast<std::size_t>(client.receive_room + listener.send_room);
  there->room = static_cast<std::size_t>(listener.receive_room + client.send_room);
  here->owner = &client;
  client.link = std::move(here);
  client.local = local;
  listener.backlog.push_back(std::move(there));
  advance(listener);
}

void write_addresses(const request& what, const connection& link, int family) noexcept {
  const auto write = [&](std::size_t offset, const place& from) {
    int size = sizeof(sockaddr_storage);
    auto* const to = reinterpret_cast<sockaddr*>(what.addresses + offset);
    static_cast<void>(write_place(from, family, to, &size));
  };
  write(0, link.local);
  write(what.local_room, link.remote);
}

}  // namespace

// A place that does not belong to this machine never answers.
std::optional<outcome> attempt_connect(socket& on, request& what) {
  place target = *what.target;
  if (target.is_any()) target.host = loopback_place(target.is_v4()).host;
  if (target.is_group() || target.is_broadcast()) return outcome{status::network_unreachable};
  if (!target.is_local()) return std::nullopt;
  socket* const listener = find_listener(target);
  const bool is_full = listener != nullptr && listener->backlog.size() >= listener->backlog_max;
  if (on.family == AF_UNIX && is_full) return std::nullopt;
  if (listener == nullptr || is_full) return outcome{status::connection_refused};
  join(on, *listener, target);
  return outcome{};
}

std::optional<outcome> attempt_accept(socket& on, request& what) {
  if (!on.listens) return outcome{status::invalid_parameter};
  if (on.backlog.empty()) return std::nullopt;
  std::unique_ptr<connection> next = std::move(on.backlog.front());
  on.backlog.pop_front();
  if (next->was_reset && draw(2)) return outcome{status::connection_reset};
  socket& into = *what.incoming;
  next->owner = &into;
  if (what.addresses != nullptr) write_addresses(what, *next, on.family);
  into.link = std::move(next);
  into.local = into.link->local;
  into.exclusive = on.exclusive;
  enter(into);
  return outcome{};
}

}  // namespace kernel
