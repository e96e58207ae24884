// The functions of Winsock that change a socket and wait for nothing.
#include "calls.hpp"

using contract::system_function;
using contract::winsock_library;

namespace windows_calls {
namespace imported {
namespace {

bool winsock_fails(DWORD error) noexcept {
  if (error != 0) ::WSASetLastError(static_cast<int>(error));
  return error != 0;
}

int WSAAPI close_socket(SOCKET socket) noexcept {
  return answers().close_socket ? answers().close_socket(socket) : really_close(socket);
}

SOCKET WSAAPI open_socket(int family, int type, int protocol, WSAPROTOCOL_INFOW* info, GROUP group,
                          DWORD flags) noexcept {
  static const auto system =
      system_function<decltype(&::WSASocketW)>(winsock_library, "WSASocketW");
  if (answers().open_socket && winsock_fails(answers().open_socket(family))) return INVALID_SOCKET;
  if (answers().family) answers().family(family);
  const SOCKET opened = system(family, type, protocol, info, group, flags);
  if (answers().opened) answers().opened(opened);
  return opened;
}

int WSAAPI bind_socket(SOCKET socket, const sockaddr* address, int size) noexcept {
  static const auto system = system_function<decltype(&::bind)>(winsock_library, "bind");
  if (answers().bind && winsock_fails(answers().bind(socket))) return SOCKET_ERROR;
  return system(socket, address, size);
}

int WSAAPI connect_now(SOCKET socket, const sockaddr* target, int size) noexcept {
  const int answer = answers().connect_now ? answers().connect_now(socket, target) : go_on;
  return answer != go_on ? answer : really_connect(socket, target, size);
}

int WSAAPI poll(WSAPOLLFD* sockets, ULONG count, int limit) noexcept {
  static const auto system = system_function<decltype(&::WSAPoll)>(winsock_library, "WSAPoll");
  const int answer = answers().poll ? answers().poll(*sockets, limit) : go_on;
  return answer != go_on ? answer : system(sockets, count, limit);
}

int WSAAPI control_socket(SOCKET socket, long command, u_long* argument) noexcept {
  static const auto system =
      system_function<decltype(&::ioctlsocket)>(winsock_library, "ioctlsocket");
  if (answers().control_socket &&
      winsock_fails(answers().control_socket(socket, command, *argument))) {
    return SOCKET_ERROR;
  }
  return system(socket, command, argument);
}

int WSAAPI set_option(SOCKET socket, int level, int name, const char* value, int size) noexcept {
  static const auto system =
      system_function<decltype(&::setsockopt)>(winsock_library, "setsockopt");
  if (answers().set_option && winsock_fails(answers().set_option(socket, level, name)))
    return SOCKET_ERROR;
  return system(socket, level, name, value, size);
}

int WSAAPI read_option(SOCKET socket, int level, int name, char* value, int* size) noexcept {
  static const auto system =
      system_function<decltype(&::getsockopt)>(winsock_library, "getsockopt");
  const int result = system(socket, level, name, value, size);
  if (result == 0 && answers().option_read) answers().option_read(level, name, value);
  return result;
}

}  // namespace
}  // namespace imported

int really_close(SOCKET socket) noexcept {
  static const auto system =
      system_function<decltype(&::closesocket)>(winsock_library, "closesocket");
  return system(socket);
}

int really_connect(SOCKET socket, const sockaddr* target, int size) noexcept {
  static const auto system = system_function<decltype(&::connect)>(winsock_library, "connect");
  return system(socket, target, size);
}

}  // namespace windows_calls

// NOLINTBEGIN: the linker's names
extern "C" {
extern const decltype(&::closesocket) __imp_closesocket;
extern const decltype(&::WSASocketW) __imp_WSASocketW;
extern const decltype(&::bind) __imp_bind;
extern const decltype(&::connect) __imp_connect;
extern const decltype(&::WSAPoll) __imp_WSAPoll;
extern const decltype(&::ioctlsocket) __imp_ioctlsocket;
extern const decltype(&::setsockopt) __imp_setsockopt;
extern const decltype(&::getsockopt) __imp_getsockopt;

const decltype(&::closesocket) __imp_closesocket = &windows_calls::imported::close_socket;
const decltype(&::WSASocketW) __imp_WSASocketW = &windows_calls::imported::open_socket;
const decltype(&::bind) __imp_bind = &windows_calls::imported::bind_socket;
const decltype(&::connect) __imp_connect = &windows_calls::imported::connect_now;
const decltype(&::WSAPoll) __imp_WSAPoll = &windows_calls::imported::poll;
const decltype(&::ioctlsocket) __imp_ioctlsocket = &windows_calls::imported::control_socket;
const decltype(&::setsockopt) __imp_setsockopt = &windows_calls::imported::set_option;
const decltype(&::getsockopt) __imp_getsockopt = &windows_calls::imported::read_option;
}
// NOLINTEND
