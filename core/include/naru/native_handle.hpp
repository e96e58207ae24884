// native_handle: the system's own handle of a socket: a file descriptor on POSIX, a SOCKET on
// Windows. For what naru has no function for, such as a rare socket option.
//
// Child processes do not inherit it. (On POSIX one that another thread starts while the socket is
// being made still may: no call that every system has makes it so from the start.)
//
// The socket keeps it: whoever reads from it, closes it or changes its mode breaks the socket.
#pragma once

#include <cstdint>

namespace naru {

using native_handle = std::uintptr_t;

}  // namespace naru
