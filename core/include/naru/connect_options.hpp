// connect_options: how a tcp_connector tries a host's addresses. Every limit has its default here.
#pragma once

#include <chrono>
#include <cstdint>

namespace naru {

/// Which of a host's addresses are tried, and which family comes first. The families alternate
/// after that; within one the order stays.
enum class family_order : std::uint8_t {
  as_resolved,  ///< the family of the first address, as the system prefers
  v6_first,
  v4_first,
  v6_only,
  v4_only,
};

struct connect_options {
  static constexpr std::chrono::milliseconds attempt_delay_min{10};
  static constexpr std::chrono::milliseconds attempt_delay_max{2'000};
  static constexpr std::chrono::milliseconds timeout_max = std::chrono::hours(24);
  static constexpr unsigned concurrent_attempts_max = 16;

  family_order order = family_order::as_resolved;
  /// How long an attempt has before the next one starts beside it (RFC 8305, section 5):
  /// attempt_delay_min to attempt_delay_max. One that fails has its successor start at once.
  std::chrono::milliseconds attempt_delay{250};
  /// For the lookup and every attempt together, up to timeout_max; 0: as long as the system takes.
  std::chrono::milliseconds timeout{30'000};
  /// Attempts that may be under way at the same time, 1 to concurrent_attempts_max. At 1 each
  /// address has all the time that the system gives it.
  unsigned concurrent_attempts = 8;
};

}  // namespace naru
