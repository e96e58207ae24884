// The number of connections that the system allows to this process.
#pragma once

namespace samples {

/// Raises the limit as far as the process may. If the system refuses, the limit stays.
void raise_descriptor_limit() noexcept;

}  // namespace samples
