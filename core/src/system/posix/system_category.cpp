// errno values have their portable conditions in the standard library already.
#include <naru/error.hpp>

namespace naru {

const std::error_category& system_category() noexcept { return std::system_category(); }

}  // namespace naru
