// no_handle: the value of a native handle that means "no socket" on POSIX and in Winsock.
#pragma once

#include <naru/native_handle.hpp>

namespace naru::detail {

inline constexpr auto no_handle = static_cast<native_handle>(-1);

}  // namespace naru::detail
