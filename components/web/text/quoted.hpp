// quoted: values of options in the texts of exceptions.
#pragma once

#include <string>
#include <string_view>

namespace naru::detail {

/// The text in quotation marks, with a question mark for what is not visible ASCII.
[[nodiscard]] inline std::string quoted(std::string_view text) {
  std::string all(1, '"');
  for (const char each : text) all += each >= ' ' && each < '\x7f' ? each : '?';
  return all + '"';
}

}  // namespace naru::detail
