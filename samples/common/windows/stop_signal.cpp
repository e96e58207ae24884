#include "../stop_signal.hpp"

#include <windows.h>

#include <system_error>

namespace samples {
namespace {

// A console handler takes no argument, so the event that it sets is the program's.
HANDLE stop_requested = nullptr;

BOOL WINAPI on_console_event(DWORD event) {
  SetEvent(stop_requested);
  // The system ends the program as soon as the handler of one of the other events (the console
  // closes, the user logs off) returns, so it leaves the program the time that there is.
  if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) Sleep(INFINITE);
  return TRUE;
}

[[noreturn]] void fail() {
  throw std::system_error(static_cast<int>(GetLastError()), std::system_category(),
                          "cannot wait for Ctrl-C");
}

}  // namespace

// The event is never closed: the handler may run for as long as the program does.
stop_signal::stop_signal() {
  stop_requested = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  if (stop_requested == nullptr) fail();
  if (SetConsoleCtrlHandler(on_console_event, TRUE) == 0) fail();
}

void stop_signal::wait() { WaitForSingleObject(stop_requested, INFINITE); }

}  // namespace samples
