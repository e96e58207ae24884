// Prints a result of echo_load: as a table for people, or as a JSON object for programs.
#pragma once

#include <string>

#include "options.hpp"
#include "result.hpp"

namespace samples {

[[nodiscard]] std::string to_table(const load_options& options, const load_result& result);
[[nodiscard]] std::string to_json(const load_options& options, const load_result& result);

}  // namespace samples
