// Counts one call. The counters are in the file that NARU_BENCH_COUNTERS names.
#pragma once

#include "counters.hpp"

namespace bench {

void count(counter which) noexcept;

}  // namespace bench
