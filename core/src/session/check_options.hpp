// Refusing options that are out of range, by their names.
#pragma once

#include <naru/session/session_options.hpp>

#include <cstddef>
#include <string_view>

namespace naru::detail {

/// Throws std::invalid_argument: "sessions_max is 0; it must be 1 to 1048576".
void check_range(std::string_view option, std::size_t value, std::size_t least, std::size_t most);
/// With an idle_timeout.
void check_options(const session_options& options);

}  // namespace naru::detail
