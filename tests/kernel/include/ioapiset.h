// Overlapped requests and completion ports.
#pragma once

#include "minwindef.h"

// NOLINTBEGIN: the names are Microsoft's
struct OVERLAPPED {
  ULONG_PTR Internal;      // the status
  ULONG_PTR InternalHigh;  // the bytes
  DWORD Offset;
  DWORD OffsetHigh;
  HANDLE hEvent;
};

struct OVERLAPPED_ENTRY {
  ULONG_PTR lpCompletionKey;
  OVERLAPPED* lpOverlapped;
  ULONG_PTR Internal;
  DWORD dwNumberOfBytesTransferred;
};

inline constexpr DWORD STATUS_PENDING = 0x103;

inline constexpr UCHAR FILE_SKIP_COMPLETION_PORT_ON_SUCCESS = 1;
inline constexpr UCHAR FILE_SKIP_SET_EVENT_ON_HANDLE = 2;

HANDLE CreateIoCompletionPort(HANDLE file, HANDLE port, ULONG_PTR key, DWORD threads);
BOOL GetQueuedCompletionStatus(HANDLE port, DWORD* bytes, ULONG_PTR* key, OVERLAPPED** request,
                               DWORD milliseconds);
BOOL GetQueuedCompletionStatusEx(HANDLE port, OVERLAPPED_ENTRY* entries, ULONG room, ULONG* count,
                                 DWORD milliseconds, BOOL alertable);
BOOL PostQueuedCompletionStatus(HANDLE port, DWORD bytes, ULONG_PTR key, OVERLAPPED* request);
BOOL CancelIoEx(HANDLE file, OVERLAPPED* request);
BOOL SetFileCompletionNotificationModes(HANDLE file, UCHAR modes);
// NOLINTEND
