// nothing_to_happen: a run would wait for ever. Its proactor is driven by nothing outside of its
// own program, and nothing is left there to happen.
#pragma once

#include <stdexcept>

namespace naru::detail {

class nothing_to_happen final : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

}  // namespace naru::detail
