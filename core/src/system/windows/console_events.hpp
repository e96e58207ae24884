// console_events: the reaction of this process to an event of its console. It is separate from the
// handler that the console calls, so that a test can play the console.
#pragma once

#include <chrono>

#include <windows.h>

namespace naru::detail::system_signals {

struct console_answer {
  bool handled = false;         // if false, it is for other handlers and the system
  std::chrono::seconds stay{};  // how long the handler must wait before it returns
};

/// Tells the sets that watch such events.
[[nodiscard]] console_answer answer_console_event(DWORD event) noexcept;

}  // namespace naru::detail::system_signals
