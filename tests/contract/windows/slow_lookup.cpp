#include "../system.hpp"

namespace contract {

const char* slow_lookup::impossible_because() noexcept {
  return "a program cannot take the place of one of Windows' own functions";
}

slow_lookup::slow_lookup() = default;
slow_lookup::~slow_lookup() = default;

std::size_t slow_lookup::waiting() const noexcept { return 0; }

std::optional<std::size_t> system_lookups() noexcept { return std::nullopt; }

}  // namespace contract
