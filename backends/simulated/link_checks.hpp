// link_checks: the ranges of the properties of a link.
#pragma once

#include <naru/simulation/link.hpp>

namespace naru::detail {

/// Throws std::invalid_argument, with a sentence that names the property, if one is out of range.
void check(const link& properties);

}  // namespace naru::detail
