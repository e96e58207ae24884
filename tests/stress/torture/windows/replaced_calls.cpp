#include "../failing_call.hpp"

bool torture::calls_can_fail() noexcept { return false; }
