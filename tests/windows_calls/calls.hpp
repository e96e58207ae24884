// calls: the answers that functions of Windows give to naru. A test sets them, to bring about what
// the system does seldom, or only when it is short of memory.
//
//     const scripted_calls script;
//     answers().close_socket = [&](SOCKET socket) {
//       ++closes;
//       return really_close(socket);
//     };
//
// Set the answers before another thread runs the proactor. Afterwards they must not change until
// that thread has ended.
#pragma once

#include "windows/system_functions.hpp"

#include <functional>
#include <span>

namespace windows_calls {

/// The answer of a function that leaves the call to the system. No function of Windows returns it.
inline constexpr int go_on = 2;
/// The answer of AcceptEx or ConnectEx that leaves the call to the system, and reports a success at
/// once if the request is pending. Its packet follows.
inline constexpr int go_on_and_succeed = 3;

/// A call of WSARecv, WSASend, WSARecvFrom, WSASendTo or recv. `request` is null if the call does
/// not wait, and `bytes` is null if the caller does not ask for the number.
struct transfer_call {
  SOCKET socket;
  std::span<const WSABUF> buffers;
  DWORD* bytes;
  OVERLAPPED* request;

  /// The number of bytes in all buffers.
  [[nodiscard]] std::size_t size() const noexcept;
};

/// The functions that are called in the place of the system's functions. An empty one changes
/// nothing.
struct calls {
  // These give the answer of the function, or go_on.
  std::function<int(const transfer_call&)> receive;         // WSARecv
  std::function<int(const transfer_call&)> send;            // WSASend
  std::function<int(const transfer_call&)> receive_from;    // WSARecvFrom
  std::function<int(const transfer_call&)> receive_now;     // recv
  std::function<int(const transfer_call&)> send_to;         // WSASendTo
  std::function<int(SOCKET, OVERLAPPED*)> accept;           // AcceptEx, with the listener
  std::function<int(SOCKET, OVERLAPPED*)> connect;          // ConnectEx
  std::function<int(SOCKET, const sockaddr*)> connect_now;  // connect
  std::function<int(WSAPOLLFD&, int)> poll;                 // WSAPoll, with its time limit
  std::function<int(SOCKET)> close_socket;                  // closesocket
  std::function<BOOL(HANDLE, OVERLAPPED*)> cancel;          // CancelIoEx

  // These give the error with which the call fails, or 0 if the system gets the call.
  std::function<DWORD(int)> open_socket;                      // WSASocketW, with the family
  std::function<DWORD(SOCKET)> bind;                          // bind
  std::function<DWORD(SOCKET, long, u_long)> control_socket;  // ioctlsocket
  std::function<DWORD(SOCKET, int, int)> set_option;          // setsockopt, with its level and name
  std::function<DWORD(HANDLE)> associate;                     // CreateIoCompletionPort for a handle
  std::function<DWORD(HANDLE, UCHAR)> set_modes;              // SetFileCompletionNotificationModes
  std::function<DWORD(OVERLAPPED*)> post;                     // PostQueuedCompletionStatus
  std::function<DWORD(DWORD&)> wait;  // GetQueuedCompletionStatusEx; the limit

  std::function<void(int&)> family;  // may change the family that WSASocketW is asked for

  // These are told of what the system has answered, and may change it.
  std::function<void(DWORD)> port_created;  // CreateIoCompletionPort for a port; its concurrency
  std::function<void(SOCKET)> opened;       // WSASocketW
  std::function<void(int, int, char*)> option_read;           // getsockopt
  std::function<void(std::span<OVERLAPPED_ENTRY>)> dequeued;  // GetQueuedCompletionStatusEx
};

[[nodiscard]] calls& answers() noexcept;

/// Empties the answers when the test ends. Declare it before the proactor, so that the sockets that
/// the test has left open are closed with the answers in place. For the same reason, declare what
/// an answer uses before the proactor and the sockets.
class scripted_calls {
 public:
  scripted_calls() = default;
  ~scripted_calls() { answers() = {}; }
  scripted_calls(const scripted_calls&) = delete;
  scripted_calls& operator=(const scripted_calls&) = delete;
};

/// Fails in the way in which a function of Winsock fails.
[[nodiscard]] inline int winsock_failure(int error) noexcept {
  ::WSASetLastError(error);
  return SOCKET_ERROR;
}
/// The same for functions that return a BOOL: AcceptEx and ConnectEx.
[[nodiscard]] inline int extension_failure(int error) noexcept {
  ::WSASetLastError(error);
  return FALSE;
}

// These call the system's own functions.
int really_close(SOCKET socket) noexcept;
int really_connect(SOCKET socket, const sockaddr* target, int size) noexcept;
BOOL really_cancel(HANDLE file, OVERLAPPED* request) noexcept;
BOOL really_post(HANDLE port, DWORD bytes, OVERLAPPED* request) noexcept;

/// The completion port that was created last.
[[nodiscard]] HANDLE last_port() noexcept;

}  // namespace windows_calls
