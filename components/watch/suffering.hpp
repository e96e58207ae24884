// suffering: how near a session is to one of its limits, and which limit that is.
#pragma once

#include <naru/session/session_options.hpp>
#include <naru/session/session_state.hpp>

#include <string_view>

namespace naru::detail {

struct suffering {
  /// The part of the limit that is used: 0 to 1, or more for a moment.
  double part = 0;
  /// The limit, in the words of the page; empty if no part of any is used.
  std::string_view limit;
};

/// Of all the limits that count for the session now, the one that is used most.
[[nodiscard]] suffering suffering_of(const session_state& session,
                                     const session_options& limits) noexcept;

}  // namespace naru::detail
