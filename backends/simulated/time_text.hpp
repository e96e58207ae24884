// seconds_text: a time as text, exactly: "0.3s", "12s", "0.000000001s".
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace naru::detail {

[[nodiscard]] inline std::string seconds_text(std::chrono::nanoseconds time) {
  constexpr std::uint64_t second = 1'000'000'000;
  const bool is_negative = time.count() < 0;
  auto left = static_cast<std::uint64_t>(time.count());
  if (is_negative) left = 0 - left;
  std::string text = is_negative ? "-" : "";
  text += std::to_string(left / second);
  if (left % second != 0) {
    std::string fraction = std::to_string(second + left % second);
    fraction.front() = '.';
    text += fraction.substr(0, fraction.find_last_not_of('0') + 1);
  }
  return text + "s";
}

}  // namespace naru::detail
