// Calls that open, bind, listen, end and close sockets.
#include <afunix.h>

#include <algorithm>
#include <chrono>
#include <cstring>

#include "failing.hpp"
#include "file_identity.hpp"
#include "functions.hpp"
#include "seed.hpp"

namespace kernel {
namespace {

// The backlog for which SOMAXCONN stands.
constexpr std::size_t backlog_default = 65535;

SOCKET open_socket(int family, int type, bool inheritable) {
  const bool known =
      family == AF_INET || family == AF_INET6 || (family == AF_UNIX && type == SOCK_STREAM);
  if (!known) return static_cast<SOCKET>(fail(WSAEAFNOSUPPORT));
  if (type != SOCK_STREAM && type != SOCK_DGRAM) {
    return static_cast<SOCKET>(fail(WSAESOCKTNOSUPPORT));
  }
  const std::lock_guard lock(lock_of_all());
  auto made = std::allocate_shared<socket>(allocator<socket>(), family, type);
  made->inheritable = inheritable;
  return open(std::move(made));
}

/// True if bytes that were sent have not reached the peer. The network keeps them until then.
bool has_unsent(const socket& which) noexcept {
  return which.link->peer != nullptr && !which.link->peer->incoming.empty();
}

/// Waits for the peer as long as SO_LINGER says. Returns an error of Winsock, or 0.
int await_peer(std::unique_lock<std::mutex>& lock, socket& which) {
  if (!which.lingers || which.link == nullptr) return 0;
  const std::chrono::seconds time(which.linger_seconds);
  const auto is_done = [&] { return which.link == nullptr || !has_unsent(which); };
  if (time.count() != 0 && which.non_blocking && !is_done()) return WSAEWOULDBLOCK;
  if (time.count() == 0 || !changed().wait_for(lock, time, is_done)) {
    if (which.link != nullptr) which.link->reset();
  }
  return 0;
}

/// A Unix domain socket makes the file to whose path it is bound. Returns an error of Winsock, or
/// 0.
int make_file_of(socket& which, const sockaddr* name, int size) noexcept {
  sockaddr_un address{};
  if (size < static_cast<int>(sizeof address)) return WSAEFAULT;
  std::memcpy(&address, static_cast<const void*>(name), sizeof address);
  which.file = made_file(address.sun_path);
  if (!which.file.empty()) return 0;
  return identify_file(address.sun_path) == file_identity() ? WSAEINVAL : WSAEADDRINUSE;
}

status status_of_close() noexcept {
  constexpr status possible[] = {status::cancelled, status::local_disconnect,
                                 status::connection_aborted};
  return possible[draw_below(std::size(possible))];
}

/// closesocket alone resets a connection on which a receive waits (libuv/libuv #3036).
void end_connection(socket& which) noexcept {
  const bool receives =
      std::ranges::any_of(which.receives, [](const request& each) { return !each.cancelled; });
  if (which.link != nullptr && receives) which.link->reset();
}

void dismantle(socket& which) noexcept {
  end_connection(which);
  end_requests(which, status_of_close());
  for (auto& each : which.backlog) each->reset();
  which.backlog.clear();
  leave(which);
  which.local.reset();
  which.file = made_file();
  which.listens = false;
  which.link.reset();
  changed().notify_all();
}

}  // namespace

SOCKET calls::WSASocketW(int family, int type, int, WSAPROTOCOL_INFOW*, UINT, DWORD flags) {
  return open_socket(family, type, (flags & WSA_FLAG_NO_HANDLE_INHERIT) == 0);
}

SOCKET calls::socket(int family, int type, int) { return open_socket(family, type, true); }

int calls::closesocket(SOCKET number) {
  std::unique_lock lock(lock_of_all());
  const auto which = demand_socket(number, "closesocket");
  if (which == nullptr) return fail(WSAENOTSOCK);
  if (const int error = await_peer(lock, *which)) return fail(error);
  dismantle(*which);
  close(number);
  return 0;
}

int calls::bind(SOCKET number, const sockaddr* name, int size) {
  const std::lock_guard lock(lock_of_all());
  const auto which = demand_socket(number, "bind");
  if (which == nullptr) return fail(WSAENOTSOCK);
  if (which->local) return fail(WSAEINVAL);
  if (which->family == AF_UNIX) {
    if (const int error = make_file_of(*which, name, size)) return fail(error);
  }
  const auto where = read_place(name, size, which->family);
  return where ? answer(bind_to(which, *where)) : fail(WSAEFAULT);
}

int calls::listen(SOCKET number, int backlog) {
  const std::lock_guard lock(lock_of_all());
  const auto which = demand_socket(number, "listen");
  if (which == nullptr) return fail(WSAENOTSOCK);
  if (which->type != SOCK_STREAM) return fail(WSAEOPNOTSUPP);
  if (which->link != nullptr) return fail(WSAEISCONN);
  if (!which->local) return fail(WSAEINVAL);
  which->listens = true;
  which->backlog_max =
      backlog == SOMAXCONN ? backlog_default : static_cast<std::size_t>(std::max(backlog, 1));
  return 0;
}

int calls::shutdown(SOCKET number, int how) {
  const std::lock_guard lock(lock_of_all());
  const auto which = demand_socket(number, "shutdown");
  if (which == nullptr) return fail(WSAENOTSOCK);
  if (which->link == nullptr || !which->knows_link) return fail(WSAENOTCONN);
  if (how == SD_RECEIVE) return 0;
  if (which->link->was_reset) return fail(WSAECONNRESET);
  which->link->has_ended = true;
  tell_end(*which);
  changed().notify_all();
  return 0;
}

int calls::ioctlsocket(SOCKET number, long command, u_long* argument) {
  const std::lock_guard lock(lock_of_all());
  const auto which = find_socket(number);
  if (which == nullptr) return fail(WSAENOTSOCK);
  if (static_cast<DWORD>(command) != FIONBIO) return fail(WSAEINVAL);
  which->non_blocking = *argument != 0;
  return 0;
}

}  // namespace kernel
