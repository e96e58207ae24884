// winsock: the system's network interface, started and looked up once per process.
#pragma once

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <windows.h>

#include <naru/error.hpp>

#include <system_error>

#include "native/native_address.hpp"

namespace naru::detail {

/// The functions that WSAIoctl returns instead of a library's exports, and what the providers can
/// do.
struct winsock_functions {
  LPFN_ACCEPTEX accept_ex = nullptr;
  LPFN_CONNECTEX connect_ex = nullptr;
  LPFN_GETACCEPTEXSOCKADDRS get_accept_ex_sockaddrs = nullptr;
  /// True if every TCP provider hands out plain kernel handles (XP1_IFS_HANDLES). Only then
  /// FILE_SKIP_COMPLETION_PORT_ON_SUCCESS keeps its promise: a layered provider may queue a packet
  /// all the same (SetFileCompletionNotificationModes on Microsoft Learn).
  bool plain_handles = false;
};

/// The first object starts Winsock, and the last one ends it.
class winsock_session {
 public:
  /// Throws std::system_error if Winsock 2.2 or one of its functions is missing.
  winsock_session();
  ~winsock_session();
  winsock_session(const winsock_session&) = delete;
  winsock_session& operator=(const winsock_session&) = delete;

  [[nodiscard]] const winsock_functions& functions() const noexcept { return functions_; }

 private:
  winsock_functions functions_;
};

/// Returns a system error code under naru's category.
[[nodiscard]] inline std::error_code system_error(DWORD code) noexcept {
  return {static_cast<int>(code), system_category()};
}

}  // namespace naru::detail
