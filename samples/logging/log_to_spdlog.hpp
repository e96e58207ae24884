// log_to_spdlog: a sink that gives each event to a logger of spdlog, with its level. The logger
// decides what is shown, in which format, and where.
#pragma once

#include <naru/log.hpp>

namespace samples {

/// To spdlog's default logger. Throws std::runtime_error if this program was built without spdlog.
[[nodiscard]] naru::log_sink log_to_spdlog();

}  // namespace samples
