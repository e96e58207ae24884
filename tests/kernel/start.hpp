// start: starts a request, and decides how Windows reports it: at once, as pending, or as failed.
#pragma once

#include <mutex>

#include "socket.hpp"

namespace kernel {

/// The way in which a call goes on that does not end by a packet.
struct finished {
  int error = 0;  // of Winsock
  DWORD bytes = 0;
};

/// Starts a request that ends by a packet. Returns 0 or an error of Winsock. If it returns 0, it
/// sets `bytes`, unless this is null. It may give the
/// lock back for a while.
[[nodiscard]] int start(std::unique_lock<std::mutex>& lock, socket& on, request what, DWORD* bytes,
                        const char* call);

/// Carries out a request without an OVERLAPPED. It waits, unless the socket does not block.
[[nodiscard]] finished carry_out(std::unique_lock<std::mutex>& lock, socket& on, request& what);

}  // namespace kernel
