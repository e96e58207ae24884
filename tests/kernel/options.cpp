// Options of sockets, and their names.
#include <algorithm>
#include <cstring>

#include "failing.hpp"
#include "functions.hpp"
#include "seed.hpp"

namespace kernel {
namespace {

/// Empty if the value is too short.
template <class Value>
std::optional<Value> read(const char* from, int size) noexcept {
  if (from == nullptr || size < static_cast<int>(sizeof(Value))) return std::nullopt;
  Value value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <class Value>
int write(const Value& value, char* to, int* size) noexcept {
  if (*size < static_cast<int>(sizeof value)) return WSAEFAULT;
  std::memcpy(to, &value, sizeof value);
  *size = sizeof value;
  return 0;
}

// The socket that listens must still be open ("AcceptEx" on Microsoft Learn).
bool is_listener(const char* value, int size) noexcept {
  const auto number = read<SOCKET>(value, size);
  const auto found = number ? find_socket(*number) : nullptr;
  return found != nullptr && found->listens;
}

// If the peer has reset the connection meanwhile, Windows may refuse.
int update_context(socket& of) noexcept {
  if (of.link == nullptr || (of.link->was_reset && draw(2))) return WSAENOTCONN;
  of.knows_link = true;
  return 0;
}

int set_linger(socket& of, const char* value, int size) noexcept {
  const auto wanted = read<linger>(value, size);
  if (!wanted) return WSAEFAULT;
  of.lingers = wanted->l_onoff != 0;
  of.linger_seconds = wanted->l_linger;
  return 0;
}

int set_of_socket(socket& of, int name, const char* value, int size) noexcept {
  if (name == SO_UPDATE_ACCEPT_CONTEXT && !is_listener(value, size)) return WSAENOTSOCK;
  if (name == SO_UPDATE_CONNECT_CONTEXT || name == SO_UPDATE_ACCEPT_CONTEXT) {
    return update_context(of);
  }
  if (name == SO_LINGER) return set_linger(of, value, size);
  const auto number = read<int>(value, size);
  if (!number) return WSAEFAULT;
  switch (name) {
    case SO_REUSEADDR:
      of.reuses = *number != 0;
      return of.exclusive ? WSAEINVAL : 0;
    case SO_EXCLUSIVEADDRUSE:
      of.exclusive = *number != 0;
      return of.reuses ? WSAEINVAL : 0;
    case SO_BROADCAST:
      of.broadcasts = *number != 0;
      return of.type == SOCK_DGRAM ? 0 : WSAENOPROTOOPT;
    case SO_RCVBUF:
      of.receive_room = *number;
      return 0;
    case SO_SNDBUF:
      of.send_room = *number;
      return 0;
    case SO_KEEPALIVE:
    case SO_REUSE_UNICASTPORT:
      return 0;
    default:
      return WSAENOPROTOOPT;
  }
}

int change_group(socket& of, const place& group, bool joins) {
  if (!group.is_group()) return WSAEADDRNOTAVAIL;
  const auto found = std::ranges::find(of.groups, group);
  const bool is_member = found != of.groups.end();
  if (joins == is_member) return joins ? WSAEINVAL : WSAEADDRNOTAVAIL;
  if (joins) {
    of.groups.push_back(group);
  } else {
    of.groups.erase(found);
  }
  return 0;
}

int set_of_v4(socket& of, int name, const char* value, int size) {
  if (name == IP_ADD_MEMBERSHIP || name == IP_DROP_MEMBERSHIP) {
    const auto wanted = read<ip_mreq>(value, size);
    if (!wanted) return WSAEFAULT;
    place group = any_place(AF_INET);
    std::memcpy(&group.host[12], &wanted->imr_multiaddr, 4);
    return change_group(of, group, name == IP_ADD_MEMBERSHIP);
  }
  const auto number = read<int>(value, size);
  if (!number) return WSAEFAULT;
  if (name == IP_MULTICAST_LOOP) of.hears_itself = *number != 0;
  const bool known = name == IP_MULTICAST_LOOP || name == IP_TTL || name == IP_MULTICAST_TTL ||
                     name == IP_MULTICAST_IF;
  return known ? 0 : WSAENOPROTOOPT;
}

int set_of_v6(socket& of, int name, const char* value, int size) {
  if (name == IPV6_JOIN_GROUP || name == IPV6_LEAVE_GROUP) {
    const auto wanted = read<ipv6_mreq>(value, size);
    if (!wanted) return WSAEFAULT;
    place group;
    std::memcpy(group.host.data(), &wanted->ipv6mr_multiaddr, group.host.size());
    return change_group(of, group, name == IPV6_JOIN_GROUP);
  }
  const auto number = read<int>(value, size);
  if (!number) return WSAEFAULT;
  if (name == IPV6_V6ONLY) of.v6_only = *number != 0;
  if (name == IPV6_MULTICAST_LOOP) of.hears_itself = *number != 0;
  const bool known = name == IPV6_V6ONLY || name == IPV6_MULTICAST_LOOP ||
                     name == IPV6_UNICAST_HOPS || name == IPV6_MULTICAST_HOPS ||
                     name == IPV6_MULTICAST_IF;
  return known ? 0 : WSAENOPROTOOPT;
}

int set_of_tcp(const socket& of, const char* value, int size) noexcept {
  if (of.type != SOCK_STREAM) return WSAENOPROTOOPT;
  return read<int>(value, size) ? 0 : WSAEFAULT;
}

// A layered provider has no plain handles of the kernel, and may queue packets that a program does
// not expect.
WSAPROTOCOL_INFOW protocol_of(const socket& which) noexcept {
  WSAPROTOCOL_INFOW info{};
  info.dwServiceFlags1 = XP1_GUARANTEED_DELIVERY | (draw(4) ? 0 : XP1_IFS_HANDLES);
  info.iAddressFamily = which.family;
  info.iSocketType = which.type;
  return info;
}

int get_of_socket(const socket& of, int name, char* value, int* size) noexcept {
  constexpr DWORD never = 0xffffffff;
  switch (name) {
    case SO_CONNECT_TIME:  // in seconds
      return write(of.link != nullptr ? DWORD{0} : never, value, size);
    case SO_TYPE:
      return write(of.type, value, size);
    case SO_ACCEPTCONN:
      return write(int{of.listens}, value, size);
    case SO_RCVBUF:
      return write(of.receive_room, value, size);
    case SO_SNDBUF:
      return write(of.send_room, value, size);
    case SO_ERROR:
      return write(of.failure, value, size);
    case SO_PROTOCOL_INFOW:
      return write(protocol_of(of), value, size);
    default:
      return WSAENOPROTOOPT;
  }
}

}  // namespace

int calls::setsockopt(SOCKET number, int level, int name, const char* value, int size) {
  const std::lock_guard lock(lock_of_all());
  const auto which = find_socket(number);
  if (which == nullptr) return fail(WSAENOTSOCK);
  switch (level) {
    case SOL_SOCKET:
      return answer(set_of_socket(*which, name, value, size));
    case IPPROTO_TCP:
      return answer(set_of_tcp(*which, value, size));
    case IPPROTO_IP:
      return answer(set_of_v4(*which, name, value, size));
    case IPPROTO_IPV6:
      return answer(set_of_v6(*which, name, value, size));
    default:
      return fail(WSAEINVAL);
  }
}

int calls::getsockopt(SOCKET number, int level, int name, char* value, int* size) {
  const std::lock_guard lock(lock_of_all());
  const auto which = find_socket(number);
  if (which == nullptr) return fail(WSAENOTSOCK);
  return level == SOL_SOCKET ? answer(get_of_socket(*which, name, value, size))
                             : fail(WSAENOPROTOOPT);
}

int calls::getsockname(SOCKET number, sockaddr* name, int* size) {
  const std::lock_guard lock(lock_of_all());
  const auto which = find_socket(number);
  if (which == nullptr) return fail(WSAENOTSOCK);
  if (!which->local) return fail(WSAEINVAL);
  return write_place(*which->local, which->family, name, size) ? 0 : fail(WSAEFAULT);
}

int calls::getpeername(SOCKET number, sockaddr* name, int* size) {
  const std::lock_guard lock(lock_of_all());
  const auto which = find_socket(number);
  if (which == nullptr) return fail(WSAENOTSOCK);
  const bool linked = which->link != nullptr && which->knows_link;
  if (!linked && !which->peer) return fail(WSAENOTCONN);
  const place& peer = linked ? which->link->remote : *which->peer;
  return write_place(peer, which->family, name, size) ? 0 : fail(WSAEFAULT);
}

}  // namespace kernel
