// The completion port loop that tutorials show: one packet for each GetQueuedCompletionStatus, and
// accepts that block a thread of their own.
#include <winsock2.h>
#include <ws2tcpip.h>

#include <stdexcept>
#include <thread>
#include <vector>

#include "../scenarios.hpp"

namespace bench {
namespace {

enum class io_type { read, write };

struct session {
  OVERLAPPED overlapped{};
  io_type type = io_type::read;
  SOCKET socket = INVALID_SOCKET;
  std::vector<char> buffer;
};

void check(bool good, const char* what) {
  if (!good) throw std::runtime_error(what);
}

// A started request is dequeued even if it finished at once, so only a failure ends the session.
void start(session& on, io_type type, DWORD bytes) {
  on.overlapped = {};
  on.type = type;
  WSABUF buffer{bytes, on.buffer.data()};
  DWORD flags = 0;
  const int result = type == io_type::read
                         ? WSARecv(on.socket, &buffer, 1, nullptr, &flags, &on.overlapped, nullptr)
                         : WSASend(on.socket, &buffer, 1, nullptr, 0, &on.overlapped, nullptr);
  if (result == 0 || WSAGetLastError() == WSA_IO_PENDING) return;
  closesocket(on.socket);
  delete &on;
}

void work(HANDLE port) {
  for (;;) {
    DWORD bytes = 0;
    ULONG_PTR key = 0;
    OVERLAPPED* overlapped = nullptr;
    const BOOL good = GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, INFINITE);
    auto* const done = reinterpret_cast<session*>(key);
    if (!good || bytes == 0) {
      closesocket(done->socket);
      delete done;
    } else if (done->type == io_type::read) {
      start(*done, io_type::write, bytes);
    } else {
      start(*done, io_type::read, static_cast<DWORD>(done->buffer.size()));
    }
  }
}

SOCKET listening_socket() {
  WSADATA data;
  check(WSAStartup(MAKEWORD(2, 2), &data) == 0, "WSAStartup");
  const SOCKET made = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  check(bind(made, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0, "bind");
  check(listen(made, SOMAXCONN) == 0, "listen");
  int size = sizeof(address);
  check(getsockname(made, reinterpret_cast<sockaddr*>(&address), &size) == 0, "getsockname");
  announce(ntohs(address.sin_port));
  return made;
}

}  // namespace

void serve_echo(const options& chosen) {
  const SOCKET listener = listening_socket();
  const HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 0);
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < chosen.threads; ++i) workers.emplace_back(work, port);
  for (;;) {
    const SOCKET socket = accept(listener, nullptr, nullptr);
    if (socket == INVALID_SOCKET) continue;
    const BOOL on = TRUE;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, reinterpret_cast<const char*>(&on), sizeof(on));
    auto* const made = new session;
    made->socket = socket;
    made->buffer.resize(chosen.buffer_size);
    CreateIoCompletionPort(reinterpret_cast<HANDLE>(socket), port,
                           reinterpret_cast<ULONG_PTR>(made), 0);
    start(*made, io_type::read, static_cast<DWORD>(chosen.buffer_size));
  }
}

void serve_idle(const options& chosen) { serve_echo(chosen); }
void serve_fan_out(const options& chosen) { not_applicable(chosen); }
void serve_udp(const options& chosen) { not_applicable(chosen); }
void serve_burst(const options& chosen) { not_applicable(chosen); }

}  // namespace bench
