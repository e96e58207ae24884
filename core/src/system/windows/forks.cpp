#include "values/forks.hpp"

namespace naru::detail {

// There is no fork.
unsigned forks_so_far() noexcept { return 0; }

}  // namespace naru::detail
