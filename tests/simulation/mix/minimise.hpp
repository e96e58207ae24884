// minimise: what a failing run needs to fail.
#pragma once

#include "scenario.hpp"

namespace mix {

/// Looks for a shorter run that fails as well, and prints it.
void print_shortest(const run_plan& failing);

}  // namespace mix
