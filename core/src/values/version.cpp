#include <naru/version.hpp>

namespace naru {

// The build defines NARU_PROJECT_VERSION, and compares it with the macros of the header.
std::string_view linked_version() noexcept { return NARU_PROJECT_VERSION; }

}  // namespace naru
