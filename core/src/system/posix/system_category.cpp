// The standard library already maps errno values to their portable conditions.
#include <naru/error.hpp>

namespace naru {

const std::error_category& system_category() noexcept { return std::system_category(); }

}  // namespace naru
