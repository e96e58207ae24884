#pragma once

#include "winsock2.h"

// NOLINTBEGIN: the names are Microsoft's
struct sockaddr_un {
  ADDRESS_FAMILY sun_family;
  char sun_path[108];
};
// NOLINTEND
