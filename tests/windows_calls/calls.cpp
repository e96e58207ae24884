// The functions of Winsock that take an OVERLAPPED, and recv.
#include "calls.hpp"

#include <numeric>

using contract::replace_extension;
using contract::system_function;
using contract::winsock_library;

namespace windows_calls {
namespace {

calls current;

}  // namespace

calls& answers() noexcept { return current; }

std::size_t transfer_call::size() const noexcept {
  return std::accumulate(buffers.begin(), buffers.end(), std::size_t{0},
                         [](std::size_t sum, const WSABUF& each) { return sum + each.len; });
}

namespace imported {
namespace {

// The answer of an extension function whose answer from the system is `result`.
BOOL extension_answer(int scripted, BOOL result) noexcept {
  const bool is_pending = result == FALSE && ::WSAGetLastError() == ERROR_IO_PENDING;
  return is_pending && scripted == go_on_and_succeed ? TRUE : result;
}

LPFN_ACCEPTEX system_accept = nullptr;
LPFN_CONNECTEX system_connect = nullptr;

BOOL PASCAL accept_ex(SOCKET listener, SOCKET incoming, void* addresses, DWORD bytes,
                      DWORD local_room, DWORD peer_room, DWORD* received,
                      OVERLAPPED* request) noexcept {
  const int answer = answers().accept ? answers().accept(listener, request) : go_on;
  if (answer < go_on) return answer;
  return extension_answer(answer, system_accept(listener, incoming, addresses, bytes, local_room,
                                                peer_room, received, request));
}

BOOL PASCAL connect_ex(SOCKET socket, const sockaddr* peer, int peer_size, void* data, DWORD size,
                       DWORD* sent, OVERLAPPED* request) noexcept {
  const int answer = answers().connect ? answers().connect(socket, request) : go_on;
  if (answer < go_on) return answer;
  return extension_answer(answer,
                          system_connect(socket, peer, peer_size, data, size, sent, request));
}

int WSAAPI receive(SOCKET socket, WSABUF* buffers, DWORD count, DWORD* bytes, DWORD* flags,
                   OVERLAPPED* request, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) noexcept {
  static const auto system = system_function<decltype(&::WSARecv)>(winsock_library, "WSARecv");
  const int answer =
      answers().receive ? answers().receive({socket, {buffers, count}, bytes, request}) : go_on;
  if (answer != go_on) return answer;
  return system(socket, buffers, count, bytes, flags, request, routine);
}

int WSAAPI send(SOCKET socket, WSABUF* buffers, DWORD count, DWORD* bytes, DWORD flags,
                OVERLAPPED* request, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) noexcept {
  static const auto system = system_function<decltype(&::WSASend)>(winsock_library, "WSASend");
  const int answer =
      answers().send ? answers().send({socket, {buffers, count}, bytes, request}) : go_on;
  if (answer != go_on) return answer;
  return system(socket, buffers, count, bytes, flags, request, routine);
}

int WSAAPI receive_from(SOCKET socket, WSABUF* buffers, DWORD count, DWORD* bytes, DWORD* flags,
                        sockaddr* source, int* source_size, OVERLAPPED* request,
                        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) noexcept {
  static const auto system =
      system_function<decltype(&::WSARecvFrom)>(winsock_library, "WSARecvFrom");
  const int answer = answers().receive_from
                         ? answers().receive_from({socket, {buffers, count}, bytes, request})
                         : go_on;
  if (answer != go_on) return answer;
  return system(socket, buffers, count, bytes, flags, source, source_size, request, routine);
}

int WSAAPI receive_now(SOCKET socket, char* bytes, int size, int flags) noexcept {
  static const auto system = system_function<decltype(&::recv)>(winsock_library, "recv");
  WSABUF buffer{static_cast<ULONG>(size), bytes};
  const int answer = answers().receive_now
                         ? answers().receive_now({socket, {&buffer, 1}, nullptr, nullptr})
                         : go_on;
  if (answer != go_on) return answer;
  return system(socket, bytes, size, flags);
}

int WSAAPI send_to(SOCKET socket, WSABUF* buffers, DWORD count, DWORD* sent, DWORD flags,
                   const sockaddr* target, int target_size, OVERLAPPED* request,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) noexcept {
  static const auto system = system_function<decltype(&::WSASendTo)>(winsock_library, "WSASendTo");
  const int answer =
      answers().send_to ? answers().send_to({socket, {buffers, count}, sent, request}) : go_on;
  if (answer != go_on) return answer;
  return system(socket, buffers, count, sent, flags, target, target_size, request, routine);
}

int WSAAPI control(SOCKET socket, DWORD code, void* in, DWORD in_size, void* out, DWORD out_size,
                   DWORD* bytes, OVERLAPPED* request,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) noexcept {
  static const auto system = system_function<decltype(&::WSAIoctl)>(winsock_library, "WSAIoctl");
  const int result = system(socket, code, in, in_size, out, out_size, bytes, request, routine);
  if (result == 0) {
    replace_extension({code, in, out}, WSAID_ACCEPTEX, LPFN_ACCEPTEX{&accept_ex}, system_accept);
    replace_extension({code, in, out}, WSAID_CONNECTEX, LPFN_CONNECTEX{&connect_ex},
                      system_connect);
  }
  return result;
}

}  // namespace
}  // namespace imported
}  // namespace windows_calls

// NOLINTBEGIN: the linker's names
extern "C" {
extern const decltype(&::WSARecv) __imp_WSARecv;
extern const decltype(&::WSASend) __imp_WSASend;
extern const decltype(&::WSARecvFrom) __imp_WSARecvFrom;
extern const decltype(&::recv) __imp_recv;
extern const decltype(&::WSASendTo) __imp_WSASendTo;
extern const decltype(&::WSAIoctl) __imp_WSAIoctl;

const decltype(&::WSARecv) __imp_WSARecv = &windows_calls::imported::receive;
const decltype(&::WSASend) __imp_WSASend = &windows_calls::imported::send;
const decltype(&::WSARecvFrom) __imp_WSARecvFrom = &windows_calls::imported::receive_from;
const decltype(&::recv) __imp_recv = &windows_calls::imported::receive_now;
const decltype(&::WSASendTo) __imp_WSASendTo = &windows_calls::imported::send_to;
const decltype(&::WSAIoctl) __imp_WSAIoctl = &windows_calls::imported::control;
}
// NOLINTEND
