// The import library: a program calls each function by a pointer, as on Windows. If a program
// defines such a pointer itself, its definition wins. So tests replace functions of this kernel in
// the way in which they replace those of Windows.
#include "functions.hpp"

// NOLINTBEGIN: the linker's names
extern "C" {
[[gnu::weak]] constinit auto __imp_WSAStartup = &kernel::calls::WSAStartup;
[[gnu::weak]] constinit auto __imp_WSACleanup = &kernel::calls::WSACleanup;
[[gnu::weak]] constinit auto __imp_socket = &kernel::calls::socket;
[[gnu::weak]] constinit auto __imp_WSASocketW = &kernel::calls::WSASocketW;
[[gnu::weak]] constinit auto __imp_closesocket = &kernel::calls::closesocket;
[[gnu::weak]] constinit auto __imp_bind = &kernel::calls::bind;
[[gnu::weak]] constinit auto __imp_listen = &kernel::calls::listen;
[[gnu::weak]] constinit auto __imp_connect = &kernel::calls::connect;
[[gnu::weak]] constinit auto __imp_shutdown = &kernel::calls::shutdown;
[[gnu::weak]] constinit auto __imp_getsockname = &kernel::calls::getsockname;
[[gnu::weak]] constinit auto __imp_getpeername = &kernel::calls::getpeername;
[[gnu::weak]] constinit auto __imp_getsockopt = &kernel::calls::getsockopt;
[[gnu::weak]] constinit auto __imp_setsockopt = &kernel::calls::setsockopt;
[[gnu::weak]] constinit auto __imp_ioctlsocket = &kernel::calls::ioctlsocket;
[[gnu::weak]] constinit auto __imp_recv = &kernel::calls::recv;
[[gnu::weak]] constinit auto __imp_send = &kernel::calls::send;
[[gnu::weak]] constinit auto __imp_WSAPoll = &kernel::calls::WSAPoll;
[[gnu::weak]] constinit auto __imp_WSAIoctl = &kernel::calls::WSAIoctl;
[[gnu::weak]] constinit auto __imp_WSARecv = &kernel::calls::WSARecv;
[[gnu::weak]] constinit auto __imp_WSASend = &kernel::calls::WSASend;
[[gnu::weak]] constinit auto __imp_WSARecvFrom = &kernel::calls::WSARecvFrom;
[[gnu::weak]] constinit auto __imp_WSASendTo = &kernel::calls::WSASendTo;
[[gnu::weak]] constinit auto __imp_GetAddrInfoExW = &kernel::calls::GetAddrInfoExW;
[[gnu::weak]] constinit auto __imp_GetAddrInfoExCancel = &kernel::calls::GetAddrInfoExCancel;
[[gnu::weak]] constinit auto __imp_FreeAddrInfoExW = &kernel::calls::FreeAddrInfoExW;
[[gnu::weak]] constinit auto __imp_CreateIoCompletionPort = &kernel::calls::CreateIoCompletionPort;
[[gnu::weak]] constinit auto __imp_GetQueuedCompletionStatus =
    &kernel::calls::GetQueuedCompletionStatus;
[[gnu::weak]] constinit auto __imp_GetQueuedCompletionStatusEx =
    &kernel::calls::GetQueuedCompletionStatusEx;
[[gnu::weak]] constinit auto __imp_PostQueuedCompletionStatus =
    &kernel::calls::PostQueuedCompletionStatus;
[[gnu::weak]] constinit auto __imp_CancelIoEx = &kernel::calls::CancelIoEx;
[[gnu::weak]] constinit auto __imp_SetFileCompletionNotificationModes =
    &kernel::calls::SetFileCompletionNotificationModes;
[[gnu::weak]] constinit auto __imp_CloseHandle = &kernel::calls::CloseHandle;
[[gnu::weak]] constinit auto __imp_GetHandleInformation = &kernel::calls::GetHandleInformation;
[[gnu::weak]] constinit auto __imp_SetHandleInformation = &kernel::calls::SetHandleInformation;
[[gnu::weak]] constinit auto __imp_GetProcessHandleCount = &kernel::calls::GetProcessHandleCount;
[[gnu::weak]] constinit auto __imp_SetConsoleCtrlHandler = &kernel::calls::SetConsoleCtrlHandler;
}
// NOLINTEND

int WSAStartup(WORD version, WSADATA* data) { return __imp_WSAStartup(version, data); }
int WSACleanup() { return __imp_WSACleanup(); }
SOCKET socket(int family, int type, int protocol) { return __imp_socket(family, type, protocol); }
SOCKET WSASocketW(int family, int type, int protocol, WSAPROTOCOL_INFOW* info, UINT group,
                  DWORD flags) {
  return __imp_WSASocketW(family, type, protocol, info, group, flags);
}
int closesocket(SOCKET socket) { return __imp_closesocket(socket); }
int bind(SOCKET socket, const sockaddr* name, int size) { return __imp_bind(socket, name, size); }
int listen(SOCKET socket, int backlog) { return __imp_listen(socket, backlog); }
int connect(SOCKET socket, const sockaddr* peer, int size) {
  return __imp_connect(socket, peer, size);
}
int shutdown(SOCKET socket, int how) { return __imp_shutdown(socket, how); }
int getsockname(SOCKET socket, sockaddr* name, int* size) {
  return __imp_getsockname(socket, name, size);
}
int getpeername(SOCKET socket, sockaddr* name, int* size) {
  return __imp_getpeername(socket, name, size);
}
int getsockopt(SOCKET socket, int level, int name, char* value, int* size) {
  return __imp_getsockopt(socket, level, name, value, size);
}
int setsockopt(SOCKET socket, int level, int name, const char* value, int size) {
  return __imp_setsockopt(socket, level, name, value, size);
}
int ioctlsocket(SOCKET socket, long command, u_long* argument) {
  return __imp_ioctlsocket(socket, command, argument);
}
int recv(SOCKET socket, char* bytes, int size, int flags) {
  return __imp_recv(socket, bytes, size, flags);
}
int send(SOCKET socket, const char* bytes, int size, int flags) {
  return __imp_send(socket, bytes, size, flags);
}
int WSAPoll(WSAPOLLFD* sockets, ULONG count, int milliseconds) {
  return __imp_WSAPoll(sockets, count, milliseconds);
}
int WSAIoctl(SOCKET socket, DWORD code, void* in, DWORD in_size, void* out, DWORD out_size,
             DWORD* bytes, OVERLAPPED* request, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  return __imp_WSAIoctl(socket, code, in, in_size, out, out_size, bytes, request, routine);
}
int WSARecv(SOCKET socket, WSABUF* buffers, DWORD count, DWORD* bytes, DWORD* flags,
            OVERLAPPED* request, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  return __imp_WSARecv(socket, buffers, count, bytes, flags, request, routine);
}
int WSASend(SOCKET socket, WSABUF* buffers, DWORD count, DWORD* bytes, DWORD flags,
            OVERLAPPED* request, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  return __imp_WSASend(socket, buffers, count, bytes, flags, request, routine);
}
int WSARecvFrom(SOCKET socket, WSABUF* buffers, DWORD count, DWORD* bytes, DWORD* flags,
                sockaddr* source, int* source_size, OVERLAPPED* request,
                LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  return __imp_WSARecvFrom(socket, buffers, count, bytes, flags, source, source_size, request,
                           routine);
}
int WSASendTo(SOCKET socket, WSABUF* buffers, DWORD count, DWORD* bytes, DWORD flags,
              const sockaddr* target, int target_size, OVERLAPPED* request,
              LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
  return __imp_WSASendTo(socket, buffers, count, bytes, flags, target, target_size, request,
                         routine);
}
int GetAddrInfoExW(const wchar_t* name, const wchar_t* service, DWORD name_space, GUID* provider,
                   const ADDRINFOEXW* hints, ADDRINFOEXW** list, timeval* timeout,
                   OVERLAPPED* request, LPLOOKUPSERVICE_COMPLETION_ROUTINE routine,
                   HANDLE* lookup) {
  return __imp_GetAddrInfoExW(name, service, name_space, provider, hints, list, timeout, request,
                              routine, lookup);
}
int GetAddrInfoExCancel(HANDLE* lookup) { return __imp_GetAddrInfoExCancel(lookup); }
void FreeAddrInfoExW(ADDRINFOEXW* list) { __imp_FreeAddrInfoExW(list); }
HANDLE CreateIoCompletionPort(HANDLE file, HANDLE port, ULONG_PTR key, DWORD threads) {
  return __imp_CreateIoCompletionPort(file, port, key, threads);
}
BOOL GetQueuedCompletionStatus(HANDLE port, DWORD* bytes, ULONG_PTR* key, OVERLAPPED** request,
                               DWORD milliseconds) {
  return __imp_GetQueuedCompletionStatus(port, bytes, key, request, milliseconds);
}
BOOL GetQueuedCompletionStatusEx(HANDLE port, OVERLAPPED_ENTRY* entries, ULONG room, ULONG* count,
                                 DWORD milliseconds, BOOL alertable) {
  return __imp_GetQueuedCompletionStatusEx(port, entries, room, count, milliseconds, alertable);
}
BOOL PostQueuedCompletionStatus(HANDLE port, DWORD bytes, ULONG_PTR key, OVERLAPPED* request) {
  return __imp_PostQueuedCompletionStatus(port, bytes, key, request);
}
BOOL CancelIoEx(HANDLE file, OVERLAPPED* request) { return __imp_CancelIoEx(file, request); }
BOOL SetFileCompletionNotificationModes(HANDLE file, UCHAR modes) {
  return __imp_SetFileCompletionNotificationModes(file, modes);
}
BOOL CloseHandle(HANDLE object) { return __imp_CloseHandle(object); }
BOOL GetHandleInformation(HANDLE object, DWORD* flags) {
  return __imp_GetHandleInformation(object, flags);
}
BOOL SetHandleInformation(HANDLE object, DWORD mask, DWORD flags) {
  return __imp_SetHandleInformation(object, mask, flags);
}
BOOL GetProcessHandleCount(HANDLE process, DWORD* count) {
  return __imp_GetProcessHandleCount(process, count);
}
BOOL SetConsoleCtrlHandler(PHANDLER_ROUTINE handler, BOOL adds) {
  return __imp_SetConsoleCtrlHandler(handler, adds);
}
