// Microsoft's extensions of Winsock. A program gets the three functions from WSAIoctl.
#pragma once

#include "winsock2.h"

// NOLINTBEGIN: the names are Microsoft's
inline constexpr int SO_UPDATE_ACCEPT_CONTEXT = 0x700b;
inline constexpr int SO_CONNECT_TIME = 0x700c;
inline constexpr int SO_UPDATE_CONNECT_CONTEXT = 0x7010;

inline constexpr GUID WSAID_ACCEPTEX{
    0xb5367df1, 0xcbac, 0x11cf, {0x95, 0xca, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92}};
inline constexpr GUID WSAID_GETACCEPTEXSOCKADDRS{
    0xb5367df2, 0xcbac, 0x11cf, {0x95, 0xca, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92}};
inline constexpr GUID WSAID_CONNECTEX{
    0x25a207b9, 0xddf3, 0x4660, {0x8e, 0xe9, 0x76, 0xe5, 0x8c, 0x74, 0x06, 0x3e}};

using LPFN_ACCEPTEX = BOOL (*)(SOCKET listener, SOCKET incoming, void* addresses, DWORD bytes,
                               DWORD local_room, DWORD peer_room, DWORD* received,
                               OVERLAPPED* request);
using LPFN_CONNECTEX = BOOL (*)(SOCKET socket, const sockaddr* peer, int size, void* data,
                                DWORD bytes, DWORD* sent, OVERLAPPED* request);
using LPFN_GETACCEPTEXSOCKADDRS = void (*)(void* addresses, DWORD bytes, DWORD local_room,
                                           DWORD peer_room, sockaddr** local, int* local_size,
                                           sockaddr** peer, int* peer_size);
// NOLINTEND
