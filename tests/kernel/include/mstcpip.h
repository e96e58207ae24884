#pragma once

#include "winsock2.h"

// NOLINTBEGIN: the names are Microsoft's
struct tcp_keepalive {
  ULONG onoff;
  ULONG keepalivetime;
  ULONG keepaliveinterval;
};

inline constexpr DWORD SIO_KEEPALIVE_VALS = _WSAIOW(IOC_VENDOR, 4);
// NOLINTEND
