// Errors: std::error_code everywhere, comparable with std::errc on every system.
//
// Every result carries the code that the system gave, with the system's own number and text. The
// code compares equal to the same portable condition on every system. Use std::errc for the
// conditions that the standard names, and naru::error for the others. Nothing here throws.
//
//     if (result.error == naru::error::end_of_stream) …          // the peer has finished sending
//     if (result.error == std::errc::operation_canceled) …       // this side cancelled or closed
//     if (result.error == std::errc::connection_reset) …         // the peer is gone
#pragma once

#include <naru/detail/export.hpp>

#include <system_error>

namespace naru {

/// The conditions for which the standard has no name.
enum class error {
  /// The peer shut its sending side down: no byte will follow. Only a receive into a buffer that
  /// is not empty reports it.
  end_of_stream = 1,
  /// A second receive (or a second send, or a second wait) was started while one was pending. The
  /// first is untouched. Compares equal to std::errc::operation_in_progress.
  operation_already_pending,
  /// The connection came back to its own local endpoint, which can happen if a connect goes to an
  /// unused local port. Compares equal to std::errc::connection_refused.
  connected_to_itself,
  /// There is no such host name, or it has no address of the family that was asked for.
  host_not_found,
  /// The name service could not be reached, or had no answer for now. The same lookup may succeed
  /// later.
  try_again,
  /// The name service failed, and would fail again.
  lookup_failed,
};

/// The category of naru::error.
[[nodiscard]] NARU_API const std::error_category& error_category() noexcept;

/// Makes `naru::error` convertible to std::error_code.
[[nodiscard]] NARU_API std::error_code make_error_code(error value) noexcept;

/// The category of the system's own codes: errno on POSIX; Win32 and Winsock codes on Windows,
/// because std::system_category leaves most network errors there without a portable condition.
[[nodiscard]] NARU_API const std::error_category& system_category() noexcept;

}  // namespace naru

template <>
struct std::is_error_code_enum<naru::error> : std::true_type {};
