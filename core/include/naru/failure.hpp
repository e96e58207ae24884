// failure: something failed, and no caller can be told: an exception left a session's handler or a
// completion function, or a server could not accept a connection. Everything else goes on.
//
//     naru::proactor_options options;
//     options.on_failure = [](const naru::failure& failed) { log(naru::describe(failed)); };
//     const auto proactor = naru::make_proactor(options);
//
// Without an observer each failure prints one line on the standard error stream.
//
// It is not for errors that an operation reports: those are in its io_result.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/endpoint.hpp>

#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace naru {

struct failure {
  /// The exception. Null if the failure is an error of the system.
  std::exception_ptr exception = nullptr;
  /// The error of the system. None if there is an exception.
  // Said, or GCC warns of {.exception = …}. NOLINTNEXTLINE(readability-redundant-member-init)
  std::error_code error = {};
  /// A few words in English that tell what failed: "an exception left one of its functions". Valid
  /// until the observer returns.
  // Said, or GCC warns of {.exception = …}. NOLINTNEXTLINE(readability-redundant-member-init)
  std::string_view where = {};
  /// The session that failed, or 0; and the peer of the session, or of a connection for which no
  /// session could be made.
  std::uint64_t session_id = 0;
  std::optional<endpoint> peer = std::nullopt;
};

/// One line without a line break, for a log: "session 7 of 127.0.0.1:50311: an exception left one
/// of its functions: no such item". At most 500 characters. The text of an exception may come from
/// a peer, so control characters are replaced by question marks. Throws std::bad_alloc.
[[nodiscard]] NARU_API std::string describe(const failure& failed);

namespace detail {

/// See proactor_options::on_failure.
using failure_observer = std::function<void(const failure& failed)>;

}  // namespace detail
}  // namespace naru
