// IPv6, groups and the look-up of names.
#pragma once

#include "winsock2.h"

// NOLINTBEGIN: the names are Microsoft's
inline constexpr int IP_TTL = 4;
inline constexpr int IP_MULTICAST_IF = 9;
inline constexpr int IP_MULTICAST_TTL = 10;
inline constexpr int IP_MULTICAST_LOOP = 11;
inline constexpr int IP_ADD_MEMBERSHIP = 12;
inline constexpr int IP_DROP_MEMBERSHIP = 13;
inline constexpr int IPV6_UNICAST_HOPS = 4;
inline constexpr int IPV6_MULTICAST_IF = 9;
inline constexpr int IPV6_MULTICAST_HOPS = 10;
inline constexpr int IPV6_MULTICAST_LOOP = 11;
inline constexpr int IPV6_JOIN_GROUP = 12;
inline constexpr int IPV6_LEAVE_GROUP = 13;
inline constexpr int IPV6_V6ONLY = 27;

struct in6_addr {
  UCHAR s6_addr[16];
};

struct sockaddr_in6 {
  short sin6_family;
  USHORT sin6_port;
  ULONG sin6_flowinfo;
  in6_addr sin6_addr;
  ULONG sin6_scope_id;
};

struct ip_mreq {
  in_addr imr_multiaddr;
  in_addr imr_interface;
};

struct ipv6_mreq {
  in6_addr ipv6mr_multiaddr;
  ULONG ipv6mr_interface;
};

struct ADDRINFOEXW {
  int ai_flags;
  int ai_family;
  int ai_socktype;
  int ai_protocol;
  SIZE_T ai_addrlen;
  WCHAR* ai_canonname;
  sockaddr* ai_addr;
  void* ai_blob;
  SIZE_T ai_bloblen;
  GUID* ai_provider;
  ADDRINFOEXW* ai_next;
};
using PADDRINFOEXW = ADDRINFOEXW*;

using LPLOOKUPSERVICE_COMPLETION_ROUTINE = void (*)(DWORD error, DWORD bytes, OVERLAPPED* request);

struct timeval;

int GetAddrInfoExW(const wchar_t* name, const wchar_t* service, DWORD name_space, GUID* provider,
                   const ADDRINFOEXW* hints, ADDRINFOEXW** list, timeval* timeout,
                   OVERLAPPED* request, LPLOOKUPSERVICE_COMPLETION_ROUTINE routine, HANDLE* lookup);
int GetAddrInfoExCancel(HANDLE* lookup);
void FreeAddrInfoExW(ADDRINFOEXW* list);
// NOLINTEND
