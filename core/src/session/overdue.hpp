// overdue: the time limit of a session that has passed.
#pragma once

#include <naru/proactor.hpp>

#include <chrono>
#include <cstdint>

namespace naru::detail {

/// `buffer` is not a failure. It means that no byte has come for so long that the session gives its
/// receive buffer back.
enum class overdue : std::uint8_t { nothing, write, handshake, message, traffic, close, buffer };

/// Whether `limit` has passed at `now`. A limit of zero never passes. Time is compared in
/// milliseconds, because the longest limits do not fit into a finer unit.
[[nodiscard]] inline bool has_passed(std::chrono::milliseconds limit, proactor::time_point begin,
                                     proactor::time_point now) noexcept {
  return limit.count() != 0 &&
         std::chrono::duration_cast<std::chrono::milliseconds>(now - begin) >= limit;
}

}  // namespace naru::detail
