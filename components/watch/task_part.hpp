// The part of an update that tells where tasks wait.
#pragma once

#include <naru/dump.hpp>

#include <cstddef>
#include <string>

namespace naru::detail {

/// The most places that an update tells one by one.
inline constexpr std::size_t task_places_max = 50;

/// Chains that wait for the same thing at the same lines are told once, with their number.
[[nodiscard]] std::string task_part(const task_dump& tasks);

}  // namespace naru::detail
