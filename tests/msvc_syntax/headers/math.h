// math.h: in C++ Microsoft's has functions for these, which are macros in mingw-w64's.
#pragma once

#include_next <math.h>

#undef fpclassify
#undef isfinite
#undef isinf
#undef isnan
#undef isnormal
#undef signbit
#undef isgreater
#undef isgreaterequal
#undef isless
#undef islessequal
#undef islessgreater
#undef isunordered

inline long abs(long number) noexcept { return number < 0 ? -number : number; }
inline long long abs(long long number) noexcept { return number < 0 ? -number : number; }
