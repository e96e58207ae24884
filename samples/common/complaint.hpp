// How a sample ends when something is wrong.
#pragma once

#include <string_view>

namespace samples {

/// What is an error of the user's, and what is one of the system's.
inline constexpr int exit_failure = 1;
inline constexpr int exit_bad_argument = 2;

/// Prints "program: what" on standard error.
void complain(std::string_view program, std::string_view what);

}  // namespace samples
