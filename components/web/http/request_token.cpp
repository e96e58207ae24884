#include "web/http/request_token.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace naru::detail {
namespace {

bool is_same_secret(std::string_view given, std::string_view secret) noexcept {
  unsigned difference = given.size() == secret.size() ? 0 : 1;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const char expected = secret[i % secret.size()];
    difference |= static_cast<unsigned char>(given[i] ^ expected);
  }
  return difference == 0;
}

std::string_view token_of(const request_head& request) {
  constexpr std::string_view bearer = "Bearer ";
  if (const auto field = request.fields.only("Authorization")) {
    return field->starts_with(bearer) ? field->substr(bearer.size()) : std::string_view();
  }
  std::string_view query = request.query;
  while (!query.empty()) {
    std::string_view value = take_until(query, "&");
    if (take_until(value, "=") == "token") return value;
  }
  return {};
}

}  // namespace

bool has_token(const request_head& request, std::string_view token) {
  return token.empty() || is_same_secret(token_of(request), token);
}

void check_token(std::string_view token) {
  const bool is_visible =
      std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  if (!is_visible) throw std::invalid_argument("token must be visible ASCII without spaces");
}

}  // namespace naru::detail
