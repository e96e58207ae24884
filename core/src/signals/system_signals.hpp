// system_signals: how this system tells a process of signals. One implementation per system, in
// posix/ and windows/. What comes goes to signal_registry::deliver, on a thread of the system's or
// of this part's own, never inside these calls.
//
// Not thread-safe: the registry makes one call at a time.
#pragma once

#include <naru/detail/signal_source.hpp>

#include <system_error>

namespace naru::detail::system_signals {

/// Before the first set.
[[nodiscard]] std::error_code start();
/// After the last. What is delivered from here on finds nobody; a thread of this part has ended.
void stop() noexcept;

/// From here on `kind` is delivered, instead of what the process did with it before.
[[nodiscard]] std::error_code take(signal_kind kind) noexcept;
/// Back to what it was.
void give_back(signal_kind kind) noexcept;

}  // namespace naru::detail::system_signals
