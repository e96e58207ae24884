// Replaces functions of Windows, through the pointers by which a program calls them. Closing, and
// cancelling before a close, are not among them, because they always succeed.
#include "../failing_call.hpp"
#include "windows/system_functions.hpp"

#include <atomic>
#include <cstdint>
#include <type_traits>

using contract::kernel_library;
using contract::system_function;
using contract::winsock_library;

namespace {

struct replaced_call {
  const char* name;
  DWORD error;
  std::intptr_t failure;  // its result in that case
  const wchar_t* library = winsock_library;

  [[nodiscard]] bool fails() const noexcept {
    if (!torture::is_to_fail(name)) return false;
    ::SetLastError(error);  // Winsock's errors are in the same place
    return true;
  }

  template <class Result>
  [[nodiscard]] Result failed() const noexcept {
    if constexpr (std::is_pointer_v<Result>) {
      return reinterpret_cast<Result>(failure);
    } else {
      return static_cast<Result>(failure);
    }
  }
};

template <const replaced_call& call, class Function>
struct place_of;

template <const replaced_call& call, class Result, class... Arguments>
struct place_of<call, Result(WSAAPI*)(Arguments...)> {
  static Result WSAAPI taken(Arguments... arguments) {
    using function = Result(WSAAPI*)(Arguments...);
    static const auto system = system_function<function>(call.library, call.name);
    return call.fails() ? call.failed<Result>() : system(arguments...);
  }
};

// NOLINTBEGIN: the system's names
namespace calls {

constexpr replaced_call WSAStartup{"WSAStartup", WSASYSNOTREADY, WSASYSNOTREADY};
constexpr replaced_call WSASocketW{"WSASocketW", WSAEMFILE, -1};
constexpr replaced_call bind{"bind", WSAEADDRINUSE, -1};
constexpr replaced_call listen{"listen", WSAEADDRINUSE, -1};
constexpr replaced_call connect{"connect", WSAECONNREFUSED, -1};
constexpr replaced_call WSARecv{"WSARecv", WSAECONNRESET, -1};
constexpr replaced_call WSARecvFrom{"WSARecvFrom", WSAENOBUFS, -1};
constexpr replaced_call recv{"recv", WSAENOBUFS, -1};
constexpr replaced_call WSASend{"WSASend", WSAECONNRESET, -1};
constexpr replaced_call WSASendTo{"WSASendTo", WSAENOBUFS, -1};
constexpr replaced_call shutdown{"shutdown", WSAENOTCONN, -1};
constexpr replaced_call setsockopt{"setsockopt", WSAENOBUFS, -1};
constexpr replaced_call getsockopt{"getsockopt", WSAENOBUFS, -1};
constexpr replaced_call getsockname{"getsockname", WSAENOBUFS, -1};
constexpr replaced_call getpeername{"getpeername", WSAENOTCONN, -1};
constexpr replaced_call ioctlsocket{"ioctlsocket", WSAENOBUFS, -1};
constexpr replaced_call WSAIoctl{"WSAIoctl", WSAEOPNOTSUPP, -1};
constexpr replaced_call GetAddrInfoExW{"GetAddrInfoExW", WSATRY_AGAIN, WSATRY_AGAIN};
constexpr replaced_call AcceptEx{"AcceptEx", WSAENOBUFS, FALSE, L"mswsock.dll"};
constexpr replaced_call ConnectEx{"ConnectEx", WSAENETUNREACH, FALSE};
constexpr replaced_call CreateIoCompletionPort{"CreateIoCompletionPort", ERROR_NOT_ENOUGH_MEMORY, 0,
                                               kernel_library};
// A wait may end without a packet at any time.
constexpr replaced_call GetQueuedCompletionStatus{"GetQueuedCompletionStatus", WAIT_TIMEOUT, FALSE,
                                                  kernel_library};
constexpr replaced_call GetQueuedCompletionStatusEx{"GetQueuedCompletionStatusEx", WAIT_TIMEOUT,
                                                    FALSE, kernel_library};
constexpr replaced_call PostQueuedCompletionStatus{
    "PostQueuedCompletionStatus", ERROR_NO_SYSTEM_RESOURCES, FALSE, kernel_library};
constexpr replaced_call SetFileCompletionNotificationModes{
    "SetFileCompletionNotificationModes", ERROR_INVALID_PARAMETER, FALSE, kernel_library};
constexpr replaced_call SetConsoleCtrlHandler{"SetConsoleCtrlHandler", ERROR_NOT_ENOUGH_MEMORY,
                                              FALSE, kernel_library};

}  // namespace calls
// NOLINTEND

// A program gets these from WSAIoctl; Asio imports the first.
LPFN_ACCEPTEX system_accept = nullptr;
LPFN_CONNECTEX system_connect = nullptr;

BOOL PASCAL accept_ex(SOCKET listener, SOCKET incoming, void* addresses, DWORD bytes,
                      DWORD local_room, DWORD peer_room, DWORD* received,
                      OVERLAPPED* request) noexcept {
  return calls::AcceptEx.fails() ? FALSE
                                 : system_accept(listener, incoming, addresses, bytes, local_room,
                                                 peer_room, received, request);
}

BOOL PASCAL connect_ex(SOCKET socket, const sockaddr* peer, int size, void* data, DWORD bytes,
                       DWORD* sent, OVERLAPPED* request) noexcept {
  return calls::ConnectEx.fails() ? FALSE
                                  : system_connect(socket, peer, size, data, bytes, sent, request);
}

int WSAAPI control_socket(SOCKET socket, DWORD code, void* in, DWORD in_size, void* out,
                          DWORD out_size, DWORD* bytes, OVERLAPPED* request,
                          LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) noexcept {
  const int result = place_of<calls::WSAIoctl, decltype(&::WSAIoctl)>::taken(
      socket, code, in, in_size, out, out_size, bytes, request, routine);
  if (result == 0) {
    const contract::control_call answered{code, in, out};
    contract::replace_extension(answered, WSAID_ACCEPTEX, LPFN_ACCEPTEX{&accept_ex}, system_accept);
    contract::replace_extension(answered, WSAID_CONNECTEX, LPFN_CONNECTEX{&connect_ex},
                                system_connect);
  }
  return result;
}

// True if Asio runs here. The completion port's own backend waits for several packets at a time.
constinit std::atomic<bool> asio_waits{false};

BOOL WINAPI wait_for_packet(HANDLE port, DWORD* bytes, ULONG_PTR* key, OVERLAPPED** request,
                            DWORD milliseconds) noexcept {
  asio_waits.store(true, std::memory_order_relaxed);
  using function = decltype(&::GetQueuedCompletionStatus);
  return place_of<calls::GetQueuedCompletionStatus, function>::taken(port, bytes, key, request,
                                                                     milliseconds);
}

// Not for Asio. It keeps a packet that it could not queue until another one comes, perhaps for
// ever, and throws when it stops; nothing can tell the library then.
BOOL WINAPI queue_packet(HANDLE port, DWORD bytes, ULONG_PTR key, OVERLAPPED* request) noexcept {
  using function = decltype(&::PostQueuedCompletionStatus);
  static const auto system =
      system_function<function>(kernel_library, "PostQueuedCompletionStatus");
  if (asio_waits.load(std::memory_order_relaxed)) return system(port, bytes, key, request);
  return place_of<calls::PostQueuedCompletionStatus, function>::taken(port, bytes, key, request);
}

template <const replaced_call& call, class Function>
constexpr auto taken_by = &place_of<call, Function>::taken;

}  // namespace

bool torture::calls_can_fail() noexcept { return true; }

// NOLINTBEGIN: the linker's names
extern "C" {
constinit auto __imp_WSAStartup = taken_by<calls::WSAStartup, decltype(&::WSAStartup)>;
constinit auto __imp_WSASocketW = taken_by<calls::WSASocketW, decltype(&::WSASocketW)>;
constinit auto __imp_bind = taken_by<calls::bind, decltype(&::bind)>;
constinit auto __imp_listen = taken_by<calls::listen, decltype(&::listen)>;
constinit auto __imp_connect = taken_by<calls::connect, decltype(&::connect)>;
constinit auto __imp_WSARecv = taken_by<calls::WSARecv, decltype(&::WSARecv)>;
constinit auto __imp_WSARecvFrom = taken_by<calls::WSARecvFrom, decltype(&::WSARecvFrom)>;
constinit auto __imp_recv = taken_by<calls::recv, decltype(&::recv)>;
constinit auto __imp_WSASend = taken_by<calls::WSASend, decltype(&::WSASend)>;
constinit auto __imp_WSASendTo = taken_by<calls::WSASendTo, decltype(&::WSASendTo)>;
constinit auto __imp_shutdown = taken_by<calls::shutdown, decltype(&::shutdown)>;
constinit auto __imp_setsockopt = taken_by<calls::setsockopt, decltype(&::setsockopt)>;
constinit auto __imp_getsockopt = taken_by<calls::getsockopt, decltype(&::getsockopt)>;
constinit auto __imp_getsockname = taken_by<calls::getsockname, decltype(&::getsockname)>;
constinit auto __imp_getpeername = taken_by<calls::getpeername, decltype(&::getpeername)>;
constinit auto __imp_ioctlsocket = taken_by<calls::ioctlsocket, decltype(&::ioctlsocket)>;
constinit auto __imp_GetAddrInfoExW = taken_by<calls::GetAddrInfoExW, decltype(&::GetAddrInfoExW)>;
constinit auto __imp_CreateIoCompletionPort =
    taken_by<calls::CreateIoCompletionPort, decltype(&::CreateIoCompletionPort)>;
constinit auto __imp_GetQueuedCompletionStatus = &wait_for_packet;
constinit auto __imp_GetQueuedCompletionStatusEx =
    taken_by<calls::GetQueuedCompletionStatusEx, decltype(&::GetQueuedCompletionStatusEx)>;
constinit auto __imp_PostQueuedCompletionStatus = &queue_packet;
constinit auto __imp_SetFileCompletionNotificationModes =
    taken_by<calls::SetFileCompletionNotificationModes,
             decltype(&::SetFileCompletionNotificationModes)>;
constinit auto __imp_SetConsoleCtrlHandler =
    taken_by<calls::SetConsoleCtrlHandler, decltype(&::SetConsoleCtrlHandler)>;
constinit auto __imp_WSAIoctl = &control_socket;

// This function is called directly and not by a pointer.
BOOL PASCAL AcceptEx(SOCKET listener, SOCKET incoming, void* addresses, DWORD bytes,
                     DWORD local_room, DWORD peer_room, DWORD* received, OVERLAPPED* request) {
  return place_of<calls::AcceptEx, LPFN_ACCEPTEX>::taken(listener, incoming, addresses, bytes,
                                                         local_room, peer_room, received, request);
}
}
// NOLINTEND
