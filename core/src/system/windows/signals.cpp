// The console reports its events on a thread of the system, through one handler.
#include <naru/signal_set.hpp>

#include <naru/error.hpp>

#include <windows.h>

#include <optional>

#include "signals/signal_registry.hpp"
#include "signals/system_signals.hpp"
#include "system/windows/console_events.hpp"

namespace naru::detail::system_signals {
namespace {

// The system ends the program as soon as the handler of a close returns, or after 5 seconds if the
// console closes and 20 if the system shuts down (HandlerRoutine on Microsoft Learn; an
// administrator can allow more). So the handler waits as long as the system allows. In the end it
// returns: if the program was not ended, the system delivers no further event before that.
constexpr std::chrono::seconds time_to_end{60};

// A logoff has no kind. Only services are told of it, for the logoff of any user, and they go on.
[[nodiscard]] std::optional<signal_kind> kind_of(DWORD event) noexcept {
  switch (event) {
    case CTRL_C_EVENT:
      return signal_kind::interrupt;
    case CTRL_BREAK_EVENT:
      return signal_kind::terminate;
    case CTRL_CLOSE_EVENT:
    case CTRL_SHUTDOWN_EVENT:
      return signal_kind::hang_up;
    default:
      return std::nullopt;
  }
}

// FALSE passes the event on: to the program's other handlers, and then to the system's handler,
// which ends the program, or ignores a logoff.
BOOL WINAPI on_console_event(DWORD event) {
  const console_answer answer = answer_console_event(event);
  const auto stay = std::chrono::duration_cast<std::chrono::milliseconds>(answer.stay);
  if (stay.count() != 0) ::Sleep(static_cast<DWORD>(stay.count()));
  return answer.handled ? TRUE : FALSE;
}

bool installed = false;

}  // namespace

console_answer answer_console_event(DWORD event) noexcept {
  const std::optional<signal_kind> kind = kind_of(event);
  if (!kind || !signal_registry::instance().deliver(*kind)) return {};
  return {true, *kind == signal_kind::hang_up ? time_to_end : std::chrono::seconds(0)};
}

// The handler is installed once and stays: removing it would wait for a handler that is running,
// and the handler above does not return soon while the program cleans up. While no set exists it
// passes every event on.
std::error_code start() {
  if (!installed && SetConsoleCtrlHandler(on_console_event, TRUE) == 0) {
    return {static_cast<int>(GetLastError()), naru::system_category()};
  }
  installed = true;
  return {};
}

void stop() noexcept {}

std::error_code take(signal_kind) noexcept { return {}; }

void give_back(signal_kind) noexcept {}

}  // namespace naru::detail::system_signals

namespace naru {

// GenerateConsoleCtrlEvent is not used: it needs a console, and it reaches other processes too.
std::error_code raise_signal(signal_kind which) noexcept {
  if (!detail::exists(which)) return std::make_error_code(std::errc::invalid_argument);
  const bool heard = detail::signal_registry::instance().deliver(which);
  return heard ? std::error_code() : std::make_error_code(std::errc::operation_not_supported);
}

}  // namespace naru
