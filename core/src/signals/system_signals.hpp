// system_signals: how this system tells a process of signals. There is one implementation per
// system, in posix/ and windows/. A signal goes to signal_registry::deliver, on a thread of the
// system or of this part, never inside these calls.
//
// Not thread-safe: the registry makes one call at a time.
#pragma once

#include <naru/detail/signal_source.hpp>

#include <system_error>

namespace naru::detail::system_signals {

/// Called before the first set.
[[nodiscard]] std::error_code start();
/// Called after the last set. Signals from here on find no watch; a thread of this part has ended.
void stop() noexcept;

/// From here on `kind` is delivered, instead of the action that the process had for it.
[[nodiscard]] std::error_code take(signal_kind kind) noexcept;
/// Restores the action that the process had for `kind`.
void give_back(signal_kind kind) noexcept;

}  // namespace naru::detail::system_signals
