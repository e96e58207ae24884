// Where a program cannot take the place of the system's functions.
#include "../failing_call.hpp"

bool torture::calls_can_fail() noexcept { return false; }
