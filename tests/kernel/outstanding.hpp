// outstanding: the requests that the program may not touch: from their start until their packet has
// left the port. This finds a request that is started twice, and a packet that comes twice. What a
// program can see of their end is here, too.
#pragma once

#include <winsock2.h>
#include <windows.h>

#include "status.hpp"

namespace kernel {

// These need the lock.

/// Ends the program if the request is outstanding already.
void add_outstanding(OVERLAPPED* request, const char* call);
/// Ends the program if it is not.
void remove_outstanding(OVERLAPPED* request) noexcept;

/// Writes how the request has ended. The program may read the status without a lock at any time.
void write_end(OVERLAPPED& request, status how, DWORD bytes) noexcept;

}  // namespace kernel
