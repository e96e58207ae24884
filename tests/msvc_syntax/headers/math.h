// math.h: in C++ Microsoft's has functions for these, which are macros in mingw-w64's. Some of them are in <cmath>.
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

inline int fpclassify(float number) noexcept { return __fpclassifyf(number); }
inline int fpclassify(double number) noexcept { return __fpclassify(number); }
inline int fpclassify(long double number) noexcept { return __fpclassifyl(number); }
inline bool signbit(float number) noexcept { return __signbitf(number) != 0; }
inline bool signbit(double number) noexcept { return __signbit(number) != 0; }
inline bool signbit(long double number) noexcept { return __signbitl(number) != 0; }
