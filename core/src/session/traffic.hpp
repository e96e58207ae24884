// traffic: what a session has received so far, or what it has sent.
#pragma once

#include <cstdint>

namespace naru::detail {

struct traffic {
  std::uint64_t bytes = 0;  // with everything that surrounds the messages
  std::uint64_t messages = 0;
};

}  // namespace naru::detail
