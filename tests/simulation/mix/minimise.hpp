// minimise: what a failing run needs to fail.
#pragma once

#include "scenario.hpp"

namespace mix {

/// Looks for a shorter run that fails as well, and prints it.
void print_shortest(const naru::failing_run& failing, const std::vector<std::string>& record);

}  // namespace mix
