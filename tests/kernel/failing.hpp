// failing: how a call reports an error, and how it finds the socket of its handle.
#pragma once

#include <winsock2.h>
#include <windows.h>

#include <memory>

#include "socket.hpp"

namespace kernel {

/// For functions of Winsock: sets the error of this thread.
inline int fail(int error) noexcept {
  ::WSASetLastError(error);
  return SOCKET_ERROR;
}

/// 0 is success.
inline int answer(int error) noexcept { return error == 0 ? 0 : fail(error); }

/// For functions of Windows.
inline BOOL refuse(int error) noexcept {
  ::SetLastError(static_cast<DWORD>(error));
  return FALSE;
}

inline handle number_of(HANDLE from) noexcept { return reinterpret_cast<handle>(from); }

/// The socket of the handle, or null. The program ends if the handle is closed, because a call that
/// transfers something would meet another socket some day.
inline std::shared_ptr<socket> demand_socket(SOCKET number, const char* call) noexcept {
  demand_open(number, call);
  return find_socket(number);
}

}  // namespace kernel
