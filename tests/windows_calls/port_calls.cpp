// The functions of the completion port.
#include "calls.hpp"

using contract::kernel_library;
using contract::system_function;

namespace windows_calls {
namespace imported {
namespace {

HANDLE newest_port = nullptr;

bool kernel_fails(DWORD error) noexcept {
  if (error != 0) ::SetLastError(error);
  return error != 0;
}

BOOL WINAPI cancel(HANDLE file, OVERLAPPED* request) noexcept {
  return answers().cancel ? answers().cancel(file, request) : really_cancel(file, request);
}

HANDLE WINAPI create_port(HANDLE file, HANDLE port, ULONG_PTR key, DWORD threads) noexcept {
  static const auto system = system_function<decltype(&::CreateIoCompletionPort)>(
      kernel_library, "CreateIoCompletionPort");
  const bool associates = port != nullptr;
  if (associates && answers().associate && kernel_fails(answers().associate(file))) return nullptr;
  const HANDLE created = system(file, port, key, threads);
  if (!associates) {
    newest_port = created;
    if (answers().port_created) answers().port_created(threads);
  }
  return created;
}

BOOL WINAPI set_modes(HANDLE file, UCHAR modes) noexcept {
  static const auto system = system_function<decltype(&::SetFileCompletionNotificationModes)>(
      kernel_library, "SetFileCompletionNotificationModes");
  if (answers().set_modes && kernel_fails(answers().set_modes(file, modes))) return FALSE;
  return system(file, modes);
}

BOOL WINAPI post(HANDLE port, DWORD bytes, ULONG_PTR, OVERLAPPED* request) noexcept {
  if (answers().post && kernel_fails(answers().post(request))) return FALSE;
  return really_post(port, bytes, request);
}

BOOL WINAPI wait(HANDLE port, OVERLAPPED_ENTRY* entries, ULONG room, ULONG* count, DWORD limit,
                 BOOL alertable) noexcept {
  static const auto system = system_function<decltype(&::GetQueuedCompletionStatusEx)>(
      kernel_library, "GetQueuedCompletionStatusEx");
  if (answers().wait && kernel_fails(answers().wait(limit))) return FALSE;
  const BOOL found = system(port, entries, room, count, limit, alertable);
  if (found != FALSE && answers().dequeued) answers().dequeued({entries, *count});
  return found;
}

}  // namespace
}  // namespace imported

BOOL really_cancel(HANDLE file, OVERLAPPED* request) noexcept {
  static const auto system = system_function<decltype(&::CancelIoEx)>(kernel_library, "CancelIoEx");
  return system(file, request);
}

BOOL really_post(HANDLE port, DWORD bytes, OVERLAPPED* request) noexcept {
  static const auto system = system_function<decltype(&::PostQueuedCompletionStatus)>(
      kernel_library, "PostQueuedCompletionStatus");
  return system(port, bytes, 0, request);
}

HANDLE last_port() noexcept { return imported::newest_port; }

}  // namespace windows_calls

// NOLINTBEGIN: the linker's names
extern "C" {
extern const decltype(&::CancelIoEx) __imp_CancelIoEx;
extern const decltype(&::CreateIoCompletionPort) __imp_CreateIoCompletionPort;
extern const decltype(&::SetFileCompletionNotificationModes)
    __imp_SetFileCompletionNotificationModes;
extern const decltype(&::PostQueuedCompletionStatus) __imp_PostQueuedCompletionStatus;
extern const decltype(&::GetQueuedCompletionStatusEx) __imp_GetQueuedCompletionStatusEx;

const decltype(&::CancelIoEx) __imp_CancelIoEx = &windows_calls::imported::cancel;
const decltype(&::CreateIoCompletionPort) __imp_CreateIoCompletionPort =
    &windows_calls::imported::create_port;
const decltype(&::SetFileCompletionNotificationModes) __imp_SetFileCompletionNotificationModes =
    &windows_calls::imported::set_modes;
const decltype(&::PostQueuedCompletionStatus) __imp_PostQueuedCompletionStatus =
    &windows_calls::imported::post;
const decltype(&::GetQueuedCompletionStatusEx) __imp_GetQueuedCompletionStatusEx =
    &windows_calls::imported::wait;
}
// NOLINTEND
