#include <naru/log.hpp>

#include <naru/proactor.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace naru {
namespace {

bool is_control(char each) noexcept {
  const auto code = static_cast<unsigned char>(each);
  return code < 0x20 || code == 0x7f;
}

bool needs_quotes(std::string_view text) noexcept {
  const auto special = [](char each) {
    return each == ' ' || each == '"' || each == '=' || each == '\\' || is_control(each);
  };
  return text.empty() || std::any_of(text.begin(), text.end(), special);
}

/// Appends a value to a line.
struct value_writer {
  void operator()(bool value) const { line += value ? "true" : "false"; }
  void operator()(std::int64_t value) const { add_number(value); }
  void operator()(std::uint64_t value) const { add_number(value); }
  void operator()(double value) const { add_number(value); }
  void operator()(const endpoint& value) const { (*this)(std::string_view(value.to_string())); }
  void operator()(const std::error_code& value) const {
    const std::string number = std::to_string(value.value());
    (*this)(
        std::string_view(value.message() + " (" + value.category().name() + " " + number + ")"));
  }
  void operator()(std::string_view value) const {
    const bool quoted = needs_quotes(value);
    if (quoted) line += '"';
    for (const char each : value) {
      if (each == '"' || each == '\\') line += '\\';
      line += is_control(each) ? '?' : each;
    }
    if (quoted) line += '"';
  }

  template <class Number>
  void add_number(Number value) const {
    std::array<char, 40> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    line.append(digits.data(), end);
  }

  std::string& line;
};

}  // namespace

std::string_view describe(log_level level) noexcept {
  switch (level) {
    case log_level::debug:
      return "debug";
    case log_level::info:
      return "info";
    case log_level::warning:
      return "warning";
    case log_level::error:
      return "error";
  }
  return "unknown";
}

std::string log_line(log_level level, std::string_view event, log_fields fields) {
  std::string line(describe(level));
  line.append(" ").append(event);
  for (const log_field& each : fields) {
    line.append(" ").append(each.name).append("=");
    std::visit(value_writer{line}, each.value);
  }
  return line;
}

void proactor::tell_log(log_level level, std::string_view event, log_fields fields) const noexcept {
  try {
    log_(level, event, fields);
  } catch (...) {
    // A log that fails concerns nothing else.
  }
}

}  // namespace naru
