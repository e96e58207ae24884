// scan: tries ports, so many at a time, each for so long.
#pragma once

#include <naru/address.hpp>
#include <naru/proactor.hpp>
#include <naru/task.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "options.hpp"

namespace samples {

struct scan_result {
  std::vector<std::uint16_t> open;
  std::size_t refused = 0;
  std::size_t silent = 0;  ///< no answer in time
  std::size_t failed = 0;  ///< for other reasons
};

/// On the first address of the host. Throws std::system_error where there is none.
[[nodiscard]] naru::task<scan_result> scan(naru::proactor& proactor, const scan_request& request);

}  // namespace samples
