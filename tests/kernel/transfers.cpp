// Calls that start requests on sockets, and that cancel them.
#include <cstring>
#include <utility>

#include "failing.hpp"
#include "functions.hpp"
#include "outstanding.hpp"
#include "seed.hpp"
#include "start.hpp"

namespace kernel {
namespace {

request make_request(request::kind what, OVERLAPPED* native, const WSABUF* buffers, DWORD count) {
  request made;
  made.what = what;
  made.native = native;
  made.buffers.assign(buffers, buffers + count);
  return made;
}

/// Without an OVERLAPPED the call carries the request out itself.
int run(std::unique_lock<std::mutex>& lock, socket& on, request what, DWORD* bytes,
        const char* call) {
  if (what.native != nullptr) {
    return answer(start(lock, on, std::move(what), bytes, call));
  }
  const finished result = carry_out(lock, on, what);
  if (bytes != nullptr) *bytes = result.bytes;
  return answer(result.error);
}

int why_not_send(const socket& on) noexcept {
  if (on.type == SOCK_STREAM && on.link != nullptr && on.link->has_ended) return WSAESHUTDOWN;
  return 0;
}

/// The kind of the request, and its bytes without a place.
struct plain_transfer {
  request::kind stream;
  request::kind datagram;
};

int transfer(SOCKET number, plain_transfer kinds, request what, DWORD* bytes, const char* call) {
  std::unique_lock lock(lock_of_all());
  const auto on = demand_socket(number, call);
  if (on == nullptr) return fail(WSAENOTSOCK);
  if (what.buffers.empty()) return fail(WSAEINVAL);
  what.what = on->type == SOCK_STREAM ? kinds.stream : kinds.datagram;
  if (what.what == request::kind::send) {
    if (const int error = why_not_send(*on)) return fail(error);
  }
  return run(lock, *on, std::move(what), bytes, call);
}

int bind_if_free(const std::shared_ptr<socket>& which) {
  return which->local ? 0 : bind_to(which, any_place(which->family));
}

/// Returns false if the request is not in the row. The end of a cancelled request may take a while,
/// and then something may come before it.
bool cancel_one(const std::shared_ptr<socket>& on, deque<request>& row, const OVERLAPPED* native) {
  const auto found = std::ranges::find(row, native, &request::native);
  if (found == row.end()) return false;
  found->cancelled = true;
  if (on->port != nullptr && draw(3)) {
    on->port->cancel_later(on);
  } else {
    end_cancelled(*on);
  }
  return true;
}

}  // namespace

int calls::WSARecv(SOCKET number, WSABUF* buffers, DWORD count, DWORD* bytes, DWORD* flags,
                   OVERLAPPED* native, LPWSAOVERLAPPED_COMPLETION_ROUTINE) {
  request what = make_request(request::kind::receive, native, buffers, count);
  what.peeks = (*flags & MSG_PEEK) != 0;
  return transfer(number, {request::kind::receive, request::kind::receive_from}, std::move(what),
                  bytes, "WSARecv");
}

int calls::WSASend(SOCKET number, WSABUF* buffers, DWORD count, DWORD* bytes, DWORD,
                   OVERLAPPED* native, LPWSAOVERLAPPED_COMPLETION_ROUTINE) {
  return transfer(number, {request::kind::send, request::kind::send_to},
                  make_request(request::kind::send, native, buffers, count), bytes, "WSASend");
}

int calls::WSARecvFrom(SOCKET number, WSABUF* buffers, DWORD count, DWORD* bytes, DWORD* flags,
                       sockaddr* source, int* source_size, OVERLAPPED* native,
                       LPWSAOVERLAPPED_COMPLETION_ROUTINE) {
  request what = make_request(request::kind::receive_from, native, buffers, count);
  what.peeks = (*flags & MSG_PEEK) != 0;
  what.source = source;
  what.source_size = source_size;
  return transfer(number, {request::kind::receive, request::kind::receive_from}, std::move(what),
                  bytes, "WSARecvFrom");
}

int calls::WSASendTo(SOCKET number, WSABUF* buffers, DWORD count, DWORD* bytes, DWORD,
                     const sockaddr* target, int target_size, OVERLAPPED* native,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE) {
  std::unique_lock lock(lock_of_all());
  const auto on = demand_socket(number, "WSASendTo");
  if (on == nullptr) return fail(WSAENOTSOCK);
  if (count == 0) return fail(WSAEINVAL);
  if (const int error = bind_if_free(on)) return fail(error);
  request what = make_request(request::kind::send_to, native, buffers, count);
  if (target != nullptr) {
    what.target = read_place(target, target_size, on->family);
    if (!what.target) return fail(WSAEAFNOSUPPORT);
  }
  if (native == nullptr && on->non_blocking && draw(8)) return fail(WSAEWOULDBLOCK);
  return run(lock, *on, std::move(what), bytes, "WSASendTo");
}

int calls::recv(SOCKET number, char* bytes, int size, int flags) {
  WSABUF buffer{static_cast<ULONG>(size), bytes};
  DWORD moved = 0;
  DWORD wanted = static_cast<DWORD>(flags);
  const int result = calls::WSARecv(number, &buffer, 1, &moved, &wanted, nullptr, nullptr);
  return result == 0 ? static_cast<int>(moved) : result;
}

int calls::send(SOCKET number, const char* bytes, int size, int) {
  WSABUF buffer{static_cast<ULONG>(size), const_cast<char*>(bytes)};
  DWORD moved = 0;
  const int result = calls::WSASend(number, &buffer, 1, &moved, 0, nullptr, nullptr);
  return result == 0 ? static_cast<int>(moved) : result;
}

BOOL calls::CancelIoEx(HANDLE file, OVERLAPPED* native) {
  const std::lock_guard lock(lock_of_all());
  const auto on = demand_socket(number_of(file), "CancelIoEx");
  if (on == nullptr) return refuse(ERROR_INVALID_HANDLE);
  if (native != nullptr) {
    const bool found = cancel_one(on, on->receives, native) || cancel_one(on, on->sends, native);
    return found ? TRUE : refuse(ERROR_NOT_FOUND);
  }
  if (on->receives.empty() && on->sends.empty()) return refuse(ERROR_NOT_FOUND);
  end_requests(*on, status::cancelled);
  return TRUE;
}

}  // namespace kernel
