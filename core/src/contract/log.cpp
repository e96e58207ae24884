#include <naru/log.hpp>

#include <naru/proactor.hpp>

#include <array>
#include <charconv>
#include <cstddef>

#include "values/control_character.hpp"

namespace naru {
namespace {

bool needs_quotes(std::string_view text) noexcept {
  if (text.empty() || text.find_first_of(" \"=\\") != std::string_view::npos) return true;
  for (; !text.empty(); text.remove_prefix(1)) {
    if (detail::control_size(text) != 0) return true;
  }
  return false;
}

/// Appends a value to a line.
struct value_writer {
  void operator()(bool value) const { line += value ? "true" : "false"; }
  void operator()(std::int64_t value) const { add_number(value); }
  void operator()(std::uint64_t value) const { add_number(value); }
  void operator()(double value) const { add_number(value); }
  void operator()(const endpoint& value) const { (*this)(std::string_view(value.to_string())); }
  void operator()(const std::error_code& value) const {
    if (!value) return (*this)(std::string_view("none"));
    const std::string number = std::to_string(value.value());
    (*this)(
        std::string_view(value.message() + " (" + value.category().name() + " " + number + ")"));
  }
  void operator()(std::string_view value) const {
    const bool quoted = needs_quotes(value);
    if (quoted) line += '"';
    while (!value.empty()) {
      const char first = value.front();
      const std::size_t control = detail::control_size(value);
      if (first == '"' || first == '\\') line += '\\';
      line += control != 0 ? '?' : first;
      value.remove_prefix(control != 0 ? control : 1);
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

bool proactor::tell_log(log_level level, std::string_view event, log_fields fields) const noexcept {
  try {
    log_(level, event, fields);
    return true;
  } catch (...) {
    return false;  // a log that fails concerns nothing else
  }
}

}  // namespace naru
