#include "minimise.hpp"

namespace mix {

void print_shortest(const run_plan&) {}

}  // namespace mix
