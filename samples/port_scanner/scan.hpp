// scan: tries ports, a limited number at a time, each for a limited time.
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
  std::size_t failed = 0;  ///< failed for other reasons
};

/// Scans the first address of the host. Throws std::system_error if there is none.
[[nodiscard]] naru::task<scan_result> scan(naru::proactor& proactor, const scan_request& request);

}  // namespace samples
