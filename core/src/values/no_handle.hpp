// no_handle: the native handle of a socket that has none: what POSIX and Winsock call it.
#pragma once

#include <naru/native_handle.hpp>

namespace naru::detail {

inline constexpr auto no_handle = static_cast<native_handle>(-1);

}  // namespace naru::detail
