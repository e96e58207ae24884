#include "../terminal.hpp"

#include <windows.h>

namespace samples {

// _isatty is true for every character device, also for NUL; only a console has a mode.
bool standard_error_is_terminal() noexcept {
  DWORD mode = 0;
  return GetConsoleMode(GetStdHandle(STD_ERROR_HANDLE), &mode) != 0;
}

}  // namespace samples
