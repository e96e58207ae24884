// minimise: what a failing run needs to fail.
#pragma once

#include "scenario.hpp"

namespace mix {

/// Looks for a shorter run that has the same finding, but for its numbers, and prints it.
void print_shortest(const naru::failing_run& failing, const std::string& finding,
                    const std::vector<std::string>& record);

}  // namespace mix
