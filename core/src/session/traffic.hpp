// traffic: what a session has received so far, or what it has sent. Only an observer is told, so a
// session of a server without one has none.
#pragma once

#include <cstdint>
#include <memory>

#include "session/told_observer.hpp"

namespace naru::detail {

struct traffic {
  std::uint64_t bytes = 0;  // with everything that surrounds the messages
  std::uint64_t messages = 0;
};

/// Null without an observer. Throws std::bad_alloc.
[[nodiscard]] inline std::unique_ptr<traffic> traffic_for(const told_observer& told) {
  return told ? std::make_unique<traffic>() : nullptr;
}

}  // namespace naru::detail
