// Calls that connect sockets and accept connections.
#include <chrono>
#include <cstring>
#include <utility>

#include "failing.hpp"
#include "functions.hpp"
#include "seed.hpp"
#include "start.hpp"

namespace kernel {
namespace {

// The time for which a blocking connect waits for a machine that does not answer.
constexpr std::chrono::seconds connect_time{21};

// A port of 0 takes the peer away.
int connect_datagrams(const std::shared_ptr<socket>& which, const place& target) {
  if (!which->local) {
    if (const int error = bind_to(which, any_place(which->family))) return error;
  }
  which->peer.reset();
  if (target.port == 0) return 0;
  which->peer = target;
  if (!which->local->is_any()) return 0;
  which->local->host = (target.is_local() ? target : loopback_place(target.is_v4())).host;
  return 0;
}

// A connect that does not wait is under way at first, and SO_ERROR tells its end ("connect" on
// Microsoft Learn). Within the machine it may end at once.
int answer_at_once(socket& which, const std::optional<outcome>& result) noexcept {
  if (!result) return WSAEWOULDBLOCK;
  const int error = winsock_error(result->how);
  if (which.family == AF_UNIX && !draw(2)) return error;
  which.failure = error;
  return WSAEWOULDBLOCK;
}

int connect_stream(std::unique_lock<std::mutex>& lock, const std::shared_ptr<socket>& which,
                   const place& target) {
  if (which->link != nullptr) return WSAEISCONN;
  if (which->listens) return WSAEINVAL;
  if (!which->local) {
    if (const int error = bind_to(which, any_place(which->family))) return error;
  }
  request what;
  what.what = request::kind::connect;
  what.target = target;
  const auto result = attempt(*which, what);
  if (result) which->knows_link = result->how == status::success;
  if (which->non_blocking) return answer_at_once(*which, result);
  if (result) return winsock_error(result->how);
  changed().wait_for(lock, connect_time, [] { return false; });
  return WSAETIMEDOUT;
}

}  // namespace

int calls::connect(SOCKET number, const sockaddr* peer, int size) {
  std::unique_lock lock(lock_of_all());
  const auto which = demand_socket(number, "connect");
  if (which == nullptr) return fail(WSAENOTSOCK);
  const auto target = read_place(peer, size, which->family);
  if (!target) return fail(WSAEAFNOSUPPORT);
  return answer(which->type == SOCK_DGRAM ? connect_datagrams(which, *target)
                                          : connect_stream(lock, which, *target));
}

BOOL calls::ConnectEx(SOCKET number, const sockaddr* peer, int size, void*, DWORD, DWORD* sent,
                      OVERLAPPED* native) {
  std::unique_lock lock(lock_of_all());
  const auto which = demand_socket(number, "ConnectEx");
  if (which == nullptr) return refuse(WSAENOTSOCK);
  if (!which->local || which->listens) return refuse(WSAEINVAL);
  if (which->link != nullptr) return refuse(WSAEISCONN);
  request what;
  what.what = request::kind::connect;
  what.native = native;
  what.target = read_place(peer, size, which->family);
  if (!what.target) return refuse(WSAEAFNOSUPPORT);
  const int error = start(lock, *which, std::move(what), sent, "ConnectEx");
  return error == 0 ? TRUE : refuse(error);
}

BOOL calls::AcceptEx(SOCKET listener, SOCKET incoming, void* addresses, DWORD, DWORD local_room,
                     DWORD, DWORD* received, OVERLAPPED* native) {
  std::unique_lock lock(lock_of_all());
  const auto on = demand_socket(listener, "AcceptEx");
  request what;
  what.incoming = demand_socket(incoming, "AcceptEx");
  if (on == nullptr || what.incoming == nullptr) return refuse(WSAENOTSOCK);
  const bool usable = on->listens && what.incoming->family == on->family &&
                      what.incoming->link == nullptr && !what.incoming->local;
  if (!usable) return refuse(WSAEINVAL);
  what.what = request::kind::accept;
  what.native = native;
  what.addresses = static_cast<std::byte*>(addresses);
  what.local_room = local_room;
  const int error = start(lock, *on, std::move(what), received, "AcceptEx");
  return error == 0 ? TRUE : refuse(error);
}

void calls::GetAcceptExSockaddrs(void* addresses, DWORD bytes, DWORD local_room, DWORD,
                                 sockaddr** local, int* local_size, sockaddr** peer,
                                 int* peer_size) {
  auto* const first = static_cast<std::byte*>(addresses) + bytes;
  const auto find = [](std::byte* at, sockaddr** found, int* size) {
    *found = reinterpret_cast<sockaddr*>(at);
    ADDRESS_FAMILY family = 0;
    std::memcpy(&family, at, sizeof family);
    *size = family == AF_INET ? static_cast<int>(sizeof(sockaddr_in))
                              : static_cast<int>(sizeof(sockaddr_in6));
  };
  find(first, local, local_size);
  find(first + local_room, peer, peer_size);
}

}  // namespace kernel
