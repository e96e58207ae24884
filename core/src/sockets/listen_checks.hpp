// listen_checks: the ranges of listen_options.
#pragma once

#include <naru/listen_options.hpp>

#include <chrono>
#include <system_error>

namespace naru::detail {

/// Returns invalid_argument if an option is out of range.
[[nodiscard]] inline std::error_code check(const listen_options& options) noexcept {
  const bool good = options.backlog >= 0 && options.accepts_outstanding >= 1 &&
                    options.accepts_outstanding <= 256 &&
                    options.retry_delay >= std::chrono::milliseconds(1) &&
                    options.retry_delay <= std::chrono::hours(1);
  return good ? std::error_code() : std::make_error_code(std::errc::invalid_argument);
}

}  // namespace naru::detail
