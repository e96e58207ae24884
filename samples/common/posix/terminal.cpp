#include "../terminal.hpp"

#include <unistd.h>

namespace samples {

bool standard_error_is_terminal() noexcept { return isatty(STDERR_FILENO) == 1; }

}  // namespace samples
