#include "calls.hpp"

using contract::kernel_library;
using contract::replace_extension;
using contract::system_function;
using contract::winsock_library;

namespace windows_calls {
namespace {

calls current;

LPFN_ACCEPTEX system_accept = nullptr;

BOOL PASCAL accept_ex(SOCKET listener, SOCKET incoming, void* addresses, DWORD bytes,
                      DWORD local_room, DWORD peer_room, DWORD* received,
                      OVERLAPPED* request) noexcept {
  if (current.accept) {
    if (const BOOL answer = current.accept(listener, request); answer != go_on) return answer;
  }
  return system_accept(listener, incoming, addresses, bytes, local_room, peer_room, received,
                       request);
}

int WSAAPI close_socket(SOCKET socket) noexcept {
  return current.close_socket ? current.close_socket(socket) : really_close(socket);
}

int WSAAPI control_socket(SOCKET socket, long command, u_long* argument) noexcept {
  static const auto system =
      system_function<decltype(&::ioctlsocket)>(winsock_library, "ioctlsocket");
  if (current.control_socket) current.control_socket(socket, command, *argument);
  return system(socket, command, argument);
}

int WSAAPI set_option(SOCKET socket, int level, int name, const char* value, int size) noexcept {
  static const auto system =
      system_function<decltype(&::setsockopt)>(winsock_library, "setsockopt");
  if (current.set_option) current.set_option(socket, level, name);
  return system(socket, level, name, value, size);
}

int WSAAPI send_to(SOCKET socket, WSABUF* buffers, DWORD count, DWORD* sent, DWORD flags,
                   const sockaddr* target, int target_size, OVERLAPPED* request,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) noexcept {
  static const auto system = system_function<decltype(&::WSASendTo)>(winsock_library, "WSASendTo");
  if (current.send_to) return current.send_to(request);
  return system(socket, buffers, count, sent, flags, target, target_size, request, routine);
}

int WSAAPI control(SOCKET socket, DWORD code, void* in, DWORD in_size, void* out, DWORD out_size,
                   DWORD* bytes, OVERLAPPED* request,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) noexcept {
  static const auto system = system_function<decltype(&::WSAIoctl)>(winsock_library, "WSAIoctl");
  const int result = system(socket, code, in, in_size, out, out_size, bytes, request, routine);
  if (result == 0) {
    replace_extension({code, in, out}, WSAID_ACCEPTEX, LPFN_ACCEPTEX{&accept_ex}, system_accept);
  }
  return result;
}

BOOL WINAPI cancel(HANDLE file, OVERLAPPED* request) noexcept {
  return current.cancel ? current.cancel(file, request) : really_cancel(file, request);
}

HANDLE WINAPI create_port(HANDLE file, HANDLE port, ULONG_PTR key, DWORD threads) noexcept {
  static const auto system = system_function<decltype(&::CreateIoCompletionPort)>(
      kernel_library, "CreateIoCompletionPort");
  const HANDLE created = system(file, port, key, threads);
  if (current.port_created && port == nullptr) current.port_created(created);
  return created;
}

}  // namespace

calls& answers() noexcept { return current; }

int really_close(SOCKET socket) noexcept {
  static const auto system =
      system_function<decltype(&::closesocket)>(winsock_library, "closesocket");
  return system(socket);
}

BOOL really_cancel(HANDLE file, OVERLAPPED* request) noexcept {
  static const auto system = system_function<decltype(&::CancelIoEx)>(kernel_library, "CancelIoEx");
  return system(file, request);
}

}  // namespace windows_calls

// NOLINTBEGIN: the linker's names
extern "C" {
extern const decltype(&::closesocket) __imp_closesocket;
extern const decltype(&::ioctlsocket) __imp_ioctlsocket;
extern const decltype(&::setsockopt) __imp_setsockopt;
extern const decltype(&::WSASendTo) __imp_WSASendTo;
extern const decltype(&::WSAIoctl) __imp_WSAIoctl;
extern const decltype(&::CancelIoEx) __imp_CancelIoEx;
extern const decltype(&::CreateIoCompletionPort) __imp_CreateIoCompletionPort;

const decltype(&::closesocket) __imp_closesocket = &windows_calls::close_socket;
const decltype(&::ioctlsocket) __imp_ioctlsocket = &windows_calls::control_socket;
const decltype(&::setsockopt) __imp_setsockopt = &windows_calls::set_option;
const decltype(&::WSASendTo) __imp_WSASendTo = &windows_calls::send_to;
const decltype(&::WSAIoctl) __imp_WSAIoctl = &windows_calls::control;
const decltype(&::CancelIoEx) __imp_CancelIoEx = &windows_calls::cancel;
const decltype(&::CreateIoCompletionPort) __imp_CreateIoCompletionPort =
    &windows_calls::create_port;
}
// NOLINTEND
