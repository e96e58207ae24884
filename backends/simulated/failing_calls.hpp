// failing_calls: decides which calls of a simulated host's system fail.
#pragma once

#include <naru/simulation/system_faults.hpp>

#include <cstddef>
#include <cstdint>
#include <system_error>

#include "simulated/system_errors.hpp"

namespace naru::detail {

class failing_calls {
 public:
  /// Throws std::invalid_argument if a probability is not from 0 to 1.
  void set(const system_faults& faults);
  /// Lets so many more of a million calls fail, of each kind; fewer if it is negative.
  void add(std::int64_t parts_per_million) noexcept { added_ += parts_per_million; }

  /// An error if this call fails. `handles` are the sockets that the host has. Nothing is drawn if
  /// calls of this kind do not fail.
  [[nodiscard]] std::error_code draw(system_call which, std::size_t handles,
                                     random_source& random) const noexcept;

 private:
  system_faults faults_;
  std::int64_t added_ = 0;
};

}  // namespace naru::detail
