// functions: the functions of the kernel. A program calls them by Microsoft's names in the global
// namespace, which imports.cpp leads here. They are declared in the headers of include/.
#pragma once

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <mmsystem.h>
#include <psapi.h>
#include <winternl.h>

#include <type_traits>

namespace kernel::calls {

// Sockets
decltype(::WSAStartup) WSAStartup;
decltype(::WSACleanup) WSACleanup;
decltype(::socket) socket;
decltype(::WSASocketW) WSASocketW;
decltype(::closesocket) closesocket;
decltype(::bind) bind;
decltype(::listen) listen;
decltype(::connect) connect;
decltype(::shutdown) shutdown;
decltype(::getsockname) getsockname;
decltype(::getpeername) getpeername;
decltype(::getsockopt) getsockopt;
decltype(::setsockopt) setsockopt;
decltype(::ioctlsocket) ioctlsocket;
decltype(::recv) recv;
decltype(::send) send;
decltype(::WSAPoll) WSAPoll;
decltype(::WSAIoctl) WSAIoctl;
decltype(::WSARecv) WSARecv;
decltype(::WSASend) WSASend;
decltype(::WSARecvFrom) WSARecvFrom;
decltype(::WSASendTo) WSASendTo;
std::remove_pointer_t<LPFN_ACCEPTEX> AcceptEx;
std::remove_pointer_t<LPFN_CONNECTEX> ConnectEx;
std::remove_pointer_t<LPFN_GETACCEPTEXSOCKADDRS> GetAcceptExSockaddrs;

// Names
decltype(::GetAddrInfoExW) GetAddrInfoExW;
decltype(::GetAddrInfoExCancel) GetAddrInfoExCancel;
decltype(::FreeAddrInfoExW) FreeAddrInfoExW;

// Completion ports and handles
decltype(::CreateIoCompletionPort) CreateIoCompletionPort;
decltype(::GetQueuedCompletionStatus) GetQueuedCompletionStatus;
decltype(::GetQueuedCompletionStatusEx) GetQueuedCompletionStatusEx;
decltype(::PostQueuedCompletionStatus) PostQueuedCompletionStatus;
decltype(::CancelIoEx) CancelIoEx;
decltype(::SetFileCompletionNotificationModes) SetFileCompletionNotificationModes;
decltype(::CloseHandle) CloseHandle;
decltype(::GetHandleInformation) GetHandleInformation;
decltype(::SetHandleInformation) SetHandleInformation;
decltype(::GetProcessHandleCount) GetProcessHandleCount;

// The console
decltype(::SetConsoleCtrlHandler) SetConsoleCtrlHandler;

}  // namespace kernel::calls
