// The network: one machine with a loopback, and the table of the places that are in use.
#include <algorithm>

#include "socket.hpp"

namespace kernel {
namespace {

constexpr std::uint16_t first_ephemeral = 49152;
constexpr std::size_t ephemeral_count = 65536 - first_ephemeral;

// The sockets by the port to which they are bound. It is never destroyed: see the table of handles.
using sockets = vector<socket*>;
sockets& bound_to(std::uint16_t port) noexcept {
  alignas(sockets) static std::byte room[65536][sizeof(sockets)];
  static const bool made = [] {
    for (auto& each : room) new (each) sockets;
    return true;
  }();
  static_cast<void>(made);
  return *std::launder(reinterpret_cast<sockets*>(room[port]));
}

bool is_connection(const socket& which) noexcept {
  return which.type == SOCK_STREAM && !which.listens && which.link != nullptr;
}

/// True if the places overlap. An any-address overlaps with every address of its family.
bool overlap(const socket& one, const socket& other, const place& wanted) noexcept {
  const bool v6 = one.family == AF_INET6 || other.family == AF_INET6;
  const bool apart = one.family != other.family && ((one.family == AF_INET6 && one.v6_only) ||
                                                    (other.family == AF_INET6 && other.v6_only));
  if (apart) return false;
  if (wanted.host == other.local->host) return true;
  if (!wanted.is_any() && !other.local->is_any()) return false;
  return !v6 || one.family == other.family || wanted.is_any() || other.local->is_any();
}

// "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE" on Microsoft Learn. A connection that a listener
// accepted keeps the port only from sockets that want it exclusively.
int conflict(const socket& which, const place& wanted) noexcept {
  for (const socket* const each : bound_to(wanted.port)) {
    if (each == &which || each->type != which.type || !overlap(which, *each, wanted)) continue;
    if (is_connection(*each)) {
      if (which.exclusive && each->exclusive) return WSAEADDRINUSE;
      continue;
    }
    if (which.reuses && each->reuses) continue;
    return each->exclusive && which.reuses ? WSAEACCES : WSAEADDRINUSE;
  }
  return 0;
}

int choose_port(const socket& which, place& where) noexcept {
  static std::size_t next = 0;
  for (std::size_t tries = 0; tries != ephemeral_count; ++tries) {
    where.port = static_cast<std::uint16_t>(first_ephemeral + next);
    next = (next + 1) % ephemeral_count;
    if (bound_to(where.port).empty() && conflict(which, where) == 0) return 0;
  }
  return WSAEADDRINUSE;
}

/// An exact match comes before an any-address.
bool is_better(const socket& one, const socket* than) noexcept {
  return than == nullptr || (than->local->is_any() && !one.local->is_any());
}

bool is_reached(const socket& which, int type, const place& target) noexcept {
  return which.type == type && reaches(*which.local, which.family, which.v6_only, target);
}

bool accepts_source(const socket& which, const place& source) noexcept {
  return !which.peer || (which.peer->host == source.host && which.peer->port == source.port);
}

bool is_member(const socket& which, const place& group) noexcept {
  return std::ranges::any_of(which.groups,
                             [&](const place& each) { return each.host == group.host; });
}

}  // namespace

int bind_to(const std::shared_ptr<socket>& which, place where) {
  if (!where.is_any() && !where.is_local() && !where.is_group()) return WSAEADDRNOTAVAIL;
  const int error = where.port == 0 ? choose_port(*which, where) : conflict(*which, where);
  if (error != 0) return error;
  which->local = where;
  enter(*which);
  return 0;
}

void enter(socket& which) { bound_to(which.local->port).push_back(&which); }

void leave(socket& which) noexcept {
  if (which.local) std::erase(bound_to(which.local->port), &which);
}

socket* find_listener(const place& target) noexcept {
  socket* found = nullptr;
  for (socket* const each : bound_to(target.port)) {
    if (!each->listens || !is_reached(*each, SOCK_STREAM, target)) continue;
    if (is_better(*each, found)) found = each;
  }
  return found;
}

vector<socket*> find_receivers(const socket& from, const place& source, const place& target) {
  vector<socket*> found;
  socket* best = nullptr;
  const bool to_many = target.is_group() || target.is_broadcast();
  for (socket* const each : bound_to(target.port)) {
    if (each->type != SOCK_DGRAM) continue;
    if (to_many) {
      const bool hears = each->local->is_any() || each->local->host == target.host;
      const bool wants = target.is_broadcast() || (is_member(*each, target) && from.hears_itself);
      if (hears && wants) found.push_back(each);
    } else if (is_reached(*each, SOCK_DGRAM, target) && accepts_source(*each, source) &&
               is_better(*each, best)) {
      best = each;
    }
  }
  if (best != nullptr) found.push_back(best);
  return found;
}

}  // namespace kernel
