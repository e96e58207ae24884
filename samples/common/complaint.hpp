// How a sample ends if something is wrong.
#pragma once

#include <string_view>

namespace samples {

/// The exit code for an error of the system, and the one for an error of the user.
inline constexpr int exit_failure = 1;
inline constexpr int exit_bad_argument = 2;

/// Prints "program: what" on standard error.
void complain(std::string_view program, std::string_view what);

}  // namespace samples
