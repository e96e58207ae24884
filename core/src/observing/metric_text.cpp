#include "observing/metric_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <vector>

#include "values/characters.hpp"

namespace naru::detail {
namespace {

// Letters of the language do not count: the format knows ASCII only.
bool is_letter(char each) noexcept {
  return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || each == '_';
}

bool is_digit(char each) noexcept { return each >= '0' && each <= '9'; }

template <class Letter>
bool is_name(std::string_view name, Letter letter) noexcept {
  const auto fits = [&](char each) { return letter(each) || is_digit(each); };
  return !name.empty() && letter(name.front()) && std::all_of(name.begin(), name.end(), fits);
}

std::string escaped(std::string_view text, bool in_quotes) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    const char first = text.front();
    if (size == 0) {
      result += '?';
    } else if (first == '\n') {
      result += "\\n";
    } else {
      if (first == '\\' || (in_quotes && first == '"')) result += '\\';
      result.append(text, 0, size);
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return result;
}

template <class Value>
std::string digits(Value value) {
  std::array<char, 40> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

}  // namespace

bool is_metric_name(std::string_view name) noexcept {
  return is_name(name, [](char each) { return is_letter(each) || each == ':'; });
}

bool is_label_name(std::string_view name) noexcept {
  return is_name(name, is_letter) && !name.starts_with("__");
}

std::string escaped_help(std::string_view text) { return escaped(text, false); }
std::string escaped_value(std::string_view text) { return escaped(text, true); }

std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  return digits(value);
}

std::string number(std::uint64_t value) { return digits(value); }

std::string labels_text(std::span<const metric_label> of) {
  std::vector<metric_label> sorted(of.begin(), of.end());
  std::ranges::sort(sorted, {}, &metric_label::name);
  std::string result;
  std::string_view before;
  for (const metric_label& each : sorted) {
    if (!is_label_name(each.name)) {
      throw std::invalid_argument("not a name for a label: " + std::string(each.name));
    }
    if (each.name == before) {
      throw std::invalid_argument("a label stands twice: " + std::string(each.name));
    }
    before = each.name;
    if (each.value.empty()) continue;
    if (!result.empty()) result += ',';
    result.append(each.name).append("=\"").append(escaped_value(each.value)).append("\"");
  }
  return result;
}

void add_sample(std::string& lines, std::string_view name, std::string_view labels,
                std::string_view value) {
  lines.append(name);
  if (!labels.empty()) lines.append("{").append(labels).append("}");
  lines.append(" ").append(value).append("\n");
}

}  // namespace naru::detail
