#include "log_to_spdlog.hpp"

#include <spdlog/spdlog.h>

namespace samples {
namespace {

spdlog::level::level_enum level_of(naru::log_level level) noexcept {
  switch (level) {
    case naru::log_level::debug:
      return spdlog::level::debug;
    case naru::log_level::info:
      return spdlog::level::info;
    case naru::log_level::warning:
      return spdlog::level::warn;
    case naru::log_level::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

}  // namespace

naru::log_sink log_to_spdlog() {
  return [logger = spdlog::default_logger()](naru::log_level level, std::string_view event,
                                             naru::log_fields fields) {
    if (!logger->should_log(level_of(level))) return;
    // The line begins with the level, which spdlog shows itself.
    const std::string line = naru::log_line(level, event, fields);
    logger->log(level_of(level), std::string_view(line).substr(naru::describe(level).size() + 1));
  };
}

}  // namespace samples
