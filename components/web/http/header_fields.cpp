#include "web/http/header_fields.hpp"

#include <algorithm>

namespace naru::detail {
namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_token_character(char c) noexcept {
  const char letter = lower(c);
  return (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

template <class Visit>
void visit_tokens(std::string_view list, Visit visit) {
  while (!list.empty()) {
    if (const std::string_view each = trim(take_until(list, ",")); !each.empty()) visit(each);
  }
}

}  // namespace

std::string_view take_until(std::string_view& rest, std::string_view separator) noexcept {
  const std::size_t end = rest.find(separator);
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + separator.size());
  return taken;
}

std::string_view trim(std::string_view text) noexcept {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

bool same_letters(std::string_view left, std::string_view right) noexcept {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

// A line that begins with a space would belong to the one before it, and a space before the colon
// to the name: both have made servers see different requests, and is_token refuses them.
unsigned header_fields::read(std::string_view lines, std::size_t fields_max) {
  fields_.clear();
  for (;;) {
    std::string_view line = take_until(lines, "\r\n");
    if (line.empty()) return 0;
    if (fields_.size() == fields_max) return 431;
    if (line.find(':') == std::string_view::npos) return 400;
    const std::string_view name = take_until(line, ":");
    if (!is_token(name)) return 400;
    fields_.push_back({name, trim(line)});
  }
}

std::size_t header_fields::count(std::string_view name) const noexcept {
  return static_cast<std::size_t>(
      std::count_if(fields_.begin(), fields_.end(),
                    [&](const header_field& field) { return same_letters(field.name, name); }));
}

std::optional<std::string_view> header_fields::only(std::string_view name) const noexcept {
  if (count(name) != 1) return std::nullopt;
  return std::find_if(fields_.begin(), fields_.end(),
                      [&](const header_field& field) { return same_letters(field.name, name); })
      ->value;
}

bool header_fields::has_token(std::string_view name, std::string_view token) const noexcept {
  bool found = false;
  for (const header_field& field : fields_) {
    if (!same_letters(field.name, name)) continue;
    visit_tokens(field.value,
                 [&](std::string_view each) { found = found || same_letters(each, token); });
  }
  return found;
}

std::vector<std::string_view> header_fields::tokens(std::string_view name) const {
  std::vector<std::string_view> all;
  for (const header_field& field : fields_) {
    if (!same_letters(field.name, name)) continue;
    visit_tokens(field.value, [&](std::string_view each) { all.push_back(each); });
  }
  return all;
}

std::vector<std::string_view> header_fields::values(std::string_view name) const {
  std::vector<std::string_view> all;
  for (const header_field& field : fields_) {
    if (same_letters(field.name, name)) all.push_back(field.value);
  }
  return all;
}

}  // namespace naru::detail
