// For systems on which a program cannot replace the system's functions.
#include "../failing_call.hpp"

bool torture::calls_can_fail() noexcept { return false; }
