// The console tells of its events on a thread of the system's own, through one handler.
#include <naru/signal_set.hpp>

#include <naru/error.hpp>

#include <windows.h>

#include "../signal_registry.hpp"
#include "../system_signals.hpp"

namespace naru::detail::system_signals {
namespace {

[[nodiscard]] signal_kind kind_of(DWORD event) noexcept {
  switch (event) {
    case CTRL_C_EVENT:
      return signal_kind::interrupt;
    case CTRL_BREAK_EVENT:
      return signal_kind::terminate;
    default:
      return signal_kind::hang_up;  // the console closes, the user logs off, the system shuts down
  }
}

// FALSE passes the event on: to the program's other handlers, and then to the system's, which ends
// the program.
BOOL WINAPI on_console_event(DWORD event) {
  const signal_kind kind = kind_of(event);
  if (!signal_registry::instance().deliver(kind)) return FALSE;
  // The system ends the program as soon as the handler of such an event returns, so it leaves the
  // program the time that there is.
  if (kind == signal_kind::hang_up) Sleep(INFINITE);
  return TRUE;
}

bool installed = false;

}  // namespace

// Once: to take the handler out again would wait for a handler that is running, and the one above
// does not return while the program cleans up. With no set alive it passes everything on.
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

// GenerateConsoleCtrlEvent would need a console, and would reach other processes too.
std::error_code raise_signal(signal_kind which) noexcept {
  if (!detail::exists(which)) return std::make_error_code(std::errc::invalid_argument);
  const bool heard = detail::signal_registry::instance().deliver(which);
  return heard ? std::error_code() : std::make_error_code(std::errc::operation_not_supported);
}

}  // namespace naru
