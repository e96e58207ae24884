// signal_mask: a set of kinds of signals, one bit each.
#pragma once

#include <naru/detail/signal_source.hpp>

#include <array>
#include <cstddef>

namespace naru::detail {

using signal_mask = unsigned;

inline constexpr std::array signal_kinds{signal_kind::interrupt, signal_kind::terminate,
                                         signal_kind::hang_up};

[[nodiscard]] constexpr std::size_t index(signal_kind kind) noexcept {
  return static_cast<std::size_t>(kind);
}

[[nodiscard]] constexpr signal_mask bit(signal_kind kind) noexcept { return 1U << index(kind); }

/// False for a number that was cast to signal_kind and is no kind.
[[nodiscard]] constexpr bool exists(signal_kind kind) noexcept {
  return index(kind) < signal_kinds.size();
}

}  // namespace naru::detail
