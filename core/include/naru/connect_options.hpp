// connect_options: how a tcp_connector tries a host's addresses. Every limit has its default here.
#pragma once

#include <chrono>
#include <cstdint>

namespace naru {

/// Decides which of a host's addresses are tried, and which family comes first. After the first
/// address the families alternate; within a family the order stays.
enum class family_order : std::uint8_t {
  as_resolved,  ///< the family of the first address, as the system prefers
  v6_first,
  v4_first,
  v6_only,
  v4_only,
};

struct connect_options {
  /// The ranges of the options below.
  static constexpr std::chrono::milliseconds attempt_delay_min{10};
  static constexpr std::chrono::milliseconds attempt_delay_max{2'000};
  static constexpr std::chrono::milliseconds timeout_max = std::chrono::hours(24);
  static constexpr unsigned concurrent_attempts_max = 16;

  /// The addresses that are tried, and the family that comes first.
  family_order order = family_order::as_resolved;
  /// The time that an attempt has before the next one starts beside it (RFC 8305, section 5):
  /// attempt_delay_min to attempt_delay_max. If an attempt fails, the next one starts at once.
  std::chrono::milliseconds attempt_delay{250};
  /// The limit for the lookup and all attempts together, up to timeout_max. 0: no limit but the
  /// system's.
  std::chrono::milliseconds timeout{30'000};
  /// The number of attempts that may be pending at the same time, 1 to concurrent_attempts_max.
  /// With 1, each address has as much time as the system gives it.
  unsigned concurrent_attempts = 8;
};

}  // namespace naru
