// calls: the answers that functions of Windows give to naru. A test sets them, to bring about what
// the system does seldom, or only when it is short of memory.
//
//     const scripted_calls script;
//     answers().close_socket = [&](SOCKET socket) {
//       ++closes;
//       return really_close(socket);
//     };
//
// Not thread-safe: these tests run their proactor only on the thread of the test.
#pragma once

#include "windows/system_functions.hpp"

#include <functional>

namespace windows_calls {

/// The answer of an `accept` that leaves the call to the system.
inline constexpr BOOL go_on = 2;

/// The functions that are called in the place of the system's functions. An empty one changes
/// nothing.
struct calls {
  std::function<int(SOCKET)> close_socket;
  std::function<BOOL(HANDLE, OVERLAPPED*)> cancel;
  /// AcceptEx, with the listener and the request.
  std::function<BOOL(SOCKET, OVERLAPPED*)> accept;
  /// WSASendTo, with the request, or with null for a call that does not wait.
  std::function<int(OVERLAPPED*)> send_to;

  // These are told of a call, and then the system gets it.
  std::function<void(SOCKET, long, u_long)> control_socket;
  std::function<void(SOCKET, int, int)> set_option;  // with its level and its name
  std::function<void(HANDLE)> port_created;
};

[[nodiscard]] calls& answers() noexcept;

/// Empties the answers when the test ends. Declare it before the proactor, so that the sockets that
/// the test has left open are closed with the answers in place.
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

// These call the system's own functions.
int really_close(SOCKET socket) noexcept;
BOOL really_cancel(HANDLE file, OVERLAPPED* request) noexcept;

}  // namespace windows_calls
