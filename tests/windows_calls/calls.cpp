#include "calls.hpp"

#include <cstring>

namespace windows_calls {
namespace {

calls current;

HMODULE winsock() noexcept { return ::LoadLibraryW(L"ws2_32.dll"); }
HMODULE kernel() noexcept { return ::GetModuleHandleW(L"kernel32.dll"); }

/// The system's own function, which the import pointer led to.
template <class Function>
Function original(HMODULE library, const char* name) noexcept {
  const FARPROC found = ::GetProcAddress(library, name);
  return reinterpret_cast<Function>(reinterpret_cast<void*>(found));
}

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
  static const auto system = original<decltype(&::ioctlsocket)>(winsock(), "ioctlsocket");
  if (current.control_socket) current.control_socket(socket, command, *argument);
  return system(socket, command, argument);
}

int WSAAPI set_option(SOCKET socket, int level, int name, const char* value, int size) noexcept {
  static const auto system = original<decltype(&::setsockopt)>(winsock(), "setsockopt");
  if (current.set_option) current.set_option(socket, level, name);
  return system(socket, level, name, value, size);
}

int WSAAPI send_to(SOCKET socket, WSABUF* buffers, DWORD count, DWORD* sent, DWORD flags,
                   const sockaddr* target, int target_size, OVERLAPPED* request,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) noexcept {
  static const auto system = original<decltype(&::WSASendTo)>(winsock(), "WSASendTo");
  if (current.send_to) return current.send_to(request);
  return system(socket, buffers, count, sent, flags, target, target_size, request, routine);
}

int WSAAPI control(SOCKET socket, DWORD code, void* in, DWORD in_size, void* out, DWORD out_size,
                   DWORD* bytes, OVERLAPPED* request,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) noexcept {
  static const auto system = original<decltype(&::WSAIoctl)>(winsock(), "WSAIoctl");
  const int result = system(socket, code, in, in_size, out, out_size, bytes, request, routine);
  constexpr GUID accept_ex_id = WSAID_ACCEPTEX;
  if (result == 0 && code == SIO_GET_EXTENSION_FUNCTION_POINTER &&
      std::memcmp(in, &accept_ex_id, sizeof accept_ex_id) == 0) {
    constexpr LPFN_ACCEPTEX replacement = &accept_ex;
    std::memcpy(&system_accept, out, sizeof system_accept);
    std::memcpy(out, &replacement, sizeof replacement);
  }
  return result;
}

BOOL WINAPI cancel(HANDLE file, OVERLAPPED* request) noexcept {
  return current.cancel ? current.cancel(file, request) : really_cancel(file, request);
}

HANDLE WINAPI create_port(HANDLE file, HANDLE port, ULONG_PTR key, DWORD threads) noexcept {
  static const auto system =
      original<decltype(&::CreateIoCompletionPort)>(kernel(), "CreateIoCompletionPort");
  const HANDLE created = system(file, port, key, threads);
  if (current.port_created && port == nullptr) current.port_created(created);
  return created;
}

}  // namespace

calls& answers() noexcept { return current; }

int really_close(SOCKET socket) noexcept {
  static const auto system = original<decltype(&::closesocket)>(winsock(), "closesocket");
  return system(socket);
}

BOOL really_cancel(HANDLE file, OVERLAPPED* request) noexcept {
  static const auto system = original<decltype(&::CancelIoEx)>(kernel(), "CancelIoEx");
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
