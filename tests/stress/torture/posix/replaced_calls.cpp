// Not every system of this family lets a program replace the functions of its C library.
#include "../failing_call.hpp"

bool torture::calls_can_fail() noexcept { return false; }
