// tally: how the waits of some timers ended.
#pragma once

#include <cstddef>

namespace bench {

struct tally {
  std::size_t expired = 0;
  std::size_t canceled = 0;
};

}  // namespace bench
