// stop_mode: the way in which a serial or a blocking_pool stops.
#pragma once

#include <cstdint>

namespace naru {

enum class stop_mode : std::uint8_t {
  drain,  ///< functions that wait still run
  drop,   ///< functions that wait are destroyed and do not run
};

}  // namespace naru
