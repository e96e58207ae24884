// Functions that refuse options that are out of range. The exception names the option.
#pragma once

#include <naru/detail/check_range.hpp>
#include <naru/session/session_options.hpp>

namespace naru::detail {

/// Checks all options of sessions. idle_timeout must be set.
void check_options(const session_options& options);

}  // namespace naru::detail
