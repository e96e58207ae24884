// misuse: how a program ends that has done what cannot be gone on from: an operation started while
// it is pending, a proactor destroyed under its timers. One sentence says what it was.
//
// Only for a mistake that no return value and no exception can tell of. The check costs a branch
// at most, so that it is there in release builds too.
#pragma once

#include <naru/detail/export.hpp>

namespace naru::detail {

/// Prints "naru: <sentence>" and a line's end to standard error, and aborts. Allocates nothing.
[[noreturn]] NARU_API void misuse(const char* sentence) noexcept;

}  // namespace naru::detail
