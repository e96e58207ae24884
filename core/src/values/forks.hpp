// forks: whether this process is a child that fork has made of one with proactors.
#pragma once

namespace naru::detail {

/// Grows by one in each child. From the first call on; nothing is missed but where the system has
/// no memory to listen.
[[nodiscard]] unsigned forks_so_far() noexcept;

}  // namespace naru::detail
