// log_to_fmt: a sink that writes each event as one line to a file, with the time of day.
//
//     options.log = samples::log_to_fmt(stderr);
#pragma once

#include <naru/log.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <ctime>

namespace samples {

[[nodiscard]] inline naru::log_sink log_to_fmt(std::FILE* file) {
  return [file](naru::log_level level, std::string_view event, naru::log_fields fields) {
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    // One call for the whole line, so that the lines of several threads do not mix.
    fmt::print(file, "{:%FT%TZ} {}\n", fmt::gmtime(now), naru::log_line(level, event, fields));
  };
}

}  // namespace samples
