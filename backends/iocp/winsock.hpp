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

/// What WSAIoctl hands out instead of a library's exports, and what the providers can do.
struct winsock_functions {
  LPFN_ACCEPTEX accept_ex = nullptr;
  LPFN_CONNECTEX connect_ex = nullptr;
  LPFN_GETACCEPTEXSOCKADDRS get_accept_ex_sockaddrs = nullptr;
  /// Every TCP provider hands out plain kernel handles (XP1_IFS_HANDLES). Only then does
  /// FILE_SKIP_COMPLETION_PORT_ON_SUCCESS hold what it promises: a layered provider may queue a
  /// packet all the same (SetFileCompletionNotificationModes on Microsoft Learn).
  bool plain_handles = false;
};

/// Starts Winsock when the first is made and ends it with the last.
class winsock_session {
 public:
  /// Throws std::system_error where Winsock 2.2 or one of its functions is missing.
  winsock_session();
  ~winsock_session();
  winsock_session(const winsock_session&) = delete;
  winsock_session& operator=(const winsock_session&) = delete;

  [[nodiscard]] const winsock_functions& functions() const noexcept { return functions_; }

 private:
  winsock_functions functions_;
};

/// A system error code under naru's category.
[[nodiscard]] inline std::error_code system_error(DWORD code) noexcept {
  return {static_cast<int>(code), system_category()};
}

}  // namespace naru::detail
