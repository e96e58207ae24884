// loop_of: the loop that a proactor without services of its own is.
#pragma once

#include <cassert>

#include "loop/loop.hpp"

namespace naru::detail {

/// `owner` has no own_services.
[[nodiscard]] inline loop& loop_of(proactor& owner) noexcept {
  assert(dynamic_cast<loop*>(&owner) != nullptr);
  return static_cast<loop&>(owner);
}

}  // namespace naru::detail
