// loop_of: the loop that the proactor of every backend is.
//
// No dynamic_cast asserts it. Two modules of a program may each hold the static library with its
// names hidden; then each has a type_info of its own for the same class, and libc++ tells the two
// apart.
#pragma once

#include "loop/loop.hpp"

namespace naru::detail {

[[nodiscard]] inline loop& loop_of(proactor& owner) noexcept { return static_cast<loop&>(owner); }

}  // namespace naru::detail
