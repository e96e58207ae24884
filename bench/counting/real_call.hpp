// real_call: the function that a counted one stands in for.
#pragma once

#include <dlfcn.h>

#include <cerrno>

#include "counting.hpp"

namespace bench {

template <class Function>
[[nodiscard]] Function* real_call(const char* name) noexcept {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

/// Counts the call, and if its result says that it would have blocked, `again` as well.
template <class Result>
Result counted(counter which, counter again, Result result) noexcept {
  count(which);
  if (result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) count(again);
  return result;
}

template <class Result>
Result received(counter which, Result result) noexcept {
  return counted(which, counter::receive_again, result);
}

template <class Result>
Result sent(counter which, Result result) noexcept {
  return counted(which, counter::send_again, result);
}

template <class Result>
Result called(counter which, Result result) noexcept {
  count(which);
  return result;
}

}  // namespace bench
