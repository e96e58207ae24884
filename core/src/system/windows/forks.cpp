#include "values/forks.hpp"

namespace naru::detail {

// Windows has no fork.
unsigned forks_so_far() noexcept { return 0; }

}  // namespace naru::detail
