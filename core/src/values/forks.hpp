// forks: tells whether this process is a child that was made by fork after proactors existed.
#pragma once

namespace naru::detail {

/// A number that grows by one in each child, counted from the first call on. It misses a fork only
/// if the system had no memory to register for it.
[[nodiscard]] unsigned forks_so_far() noexcept;

}  // namespace naru::detail
