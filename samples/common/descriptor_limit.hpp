// How many connections the system lets this process have.
#pragma once

namespace samples {

/// Raises the limit as far as the process may; a system that refuses keeps the one it has.
void raise_descriptor_limit() noexcept;

}  // namespace samples
