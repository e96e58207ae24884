// Puts an echo server under load.
#pragma once

#include <cstdint>

#include "options.hpp"
#include "result.hpp"

namespace samples {

/// Whether to report the progress on standard error.
enum class progress : std::uint8_t { hidden, shown };

/// Connects, sends for as long as the options say, and collects the results. Throws
/// std::system_error if a thread or a proactor cannot be made; failures of connections are in the
/// result.
[[nodiscard]] load_result run_load(const load_options& options, progress shown);

}  // namespace samples
