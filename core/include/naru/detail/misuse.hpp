// misuse: ends a program after a mistake from which it cannot go on: an operation started while it
// is pending, a proactor destroyed under its timers. One sentence tells the mistake.
//
// Only for a mistake that no return value and no exception can report. The check costs a branch at
// most, so it is there in release builds too.
#pragma once

#include <naru/detail/export.hpp>

namespace naru::detail {

/// Prints "naru: <sentence>" and a line's end to standard error, and aborts. Allocates nothing.
[[noreturn]] NARU_API void misuse(const char* sentence) noexcept;

}  // namespace naru::detail
