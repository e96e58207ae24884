// Tells whether a person is watching.
#pragma once

namespace samples {

[[nodiscard]] bool standard_error_is_terminal() noexcept;

}  // namespace samples
