// native_handle: the system's own handle of a socket: a file descriptor on POSIX, a SOCKET on
// Windows. Use it if naru has no function for something, such as a rare socket option.
//
// Child processes do not inherit it. (On POSIX, a child that another thread starts while the
// socket is being made may still inherit it: no call that every system has prevents that from the
// start.)
//
// The socket owns the handle: code that reads from it, closes it or changes its mode breaks the
// socket.
#pragma once

#include <cstdint>

namespace naru {

using native_handle = std::uintptr_t;

}  // namespace naru
