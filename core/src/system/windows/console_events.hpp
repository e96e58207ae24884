// console_events: what this process does with an event of its console. Apart from the handler that
// the console calls, so that a test can play the console.
#pragma once

#include <chrono>

#include <windows.h>

namespace naru::detail::system_signals {

struct console_answer {
  bool handled = false;         // if not, it is for the program's other handlers and the system
  std::chrono::seconds stay{};  // how long the handler does not return
};

/// Tells the sets that watch such events.
[[nodiscard]] console_answer answer_console_event(DWORD event) noexcept;

}  // namespace naru::detail::system_signals
