// Refusing options that are out of range, by their names.
#pragma once

#include <naru/session/session_options.hpp>

#include <cstddef>
#include <stdexcept>
#include <string_view>

namespace naru::detail {

/// "sessions_max is 0; it must be 1 to 1048576".
[[nodiscard]] std::invalid_argument out_of_range(std::string_view option, std::size_t value,
                                                 std::size_t least, std::size_t most);
/// Throws that.
void check_range(std::string_view option, std::size_t value, std::size_t least, std::size_t most);
void check_options(const session_options& options);

}  // namespace naru::detail
