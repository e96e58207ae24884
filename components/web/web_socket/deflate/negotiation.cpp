#include "web/web_socket/deflate/negotiation.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace naru::detail {
namespace {

constexpr std::string_view field_name = "Sec-WebSocket-Extensions";
constexpr std::string_view extension_name = "permessage-deflate";

enum parameter : std::size_t {
  server_no_context_takeover,
  client_no_context_takeover,
  server_max_window_bits,
  client_max_window_bits,
};
constexpr std::array<std::string_view, 4> parameter_names{
    "server_no_context_takeover", "client_no_context_takeover", "server_max_window_bits",
    "client_max_window_bits"};

// A parameter that is there; a value that is none is empty.
struct parameters {
  std::array<bool, 4> has{};
  std::array<std::string, 4> values{};

  [[nodiscard]] bool has_flag(parameter which) const { return has[which] && values[which].empty(); }
};

// The parts between separators that stand outside quotes, without spaces around them.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  bool is_quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') is_quoted = !is_quoted;
    if (text[at] == '\\' && is_quoted) ++at;  // what it escapes is no quote
    if (!is_quoted && at < text.size() && text[at] == separator) {
      parts.push_back(trim(text.substr(begin, at - begin)));
      begin = at + 1;
    }
  }
  parts.push_back(trim(text.substr(begin)));
  return parts;
}

// A value in quotes means the same as one without, and is a token, too: RFC 6455, section 9.1.
std::string unquoted(std::string_view value) {
  if (value.size() < 2 || !value.starts_with('"') || !value.ends_with('"')) {
    return std::string(value);
  }
  std::string text;
  value = value.substr(1, value.size() - 2);
  for (std::size_t at = 0; at < value.size(); ++at) {
    if (value[at] == '\\' && at + 1 < value.size()) ++at;
    text.push_back(value[at]);
  }
  return text;
}

bool add_parameter(std::string_view text, parameters& all) {
  const bool has_value = text.find('=') != std::string_view::npos;
  const std::string_view name = trim(take_until(text, "="));
  const std::string value = unquoted(trim(text));
  if (has_value && !is_token(value)) return false;
  const auto found = std::find(parameter_names.begin(), parameter_names.end(), name);
  if (found == parameter_names.end()) return false;
  const auto which = static_cast<std::size_t>(found - parameter_names.begin());
  if (all.has[which]) return false;
  all.has[which] = true;
  all.values[which] = value;
  return true;
}

// None if it is another extension, or one of the parameters is unknown, repeated or malformed.
std::optional<parameters> read_extension(std::string_view extension) {
  const auto parts = split(extension, ';');
  if (parts.front() != extension_name) return std::nullopt;
  parameters all;
  for (const std::string_view each : std::span(parts).subspan(1)) {
    if (!add_parameter(each, all)) return std::nullopt;
  }
  return all;
}

// 8 to 15, or 0 for what is no such number.
int window_bits(std::string_view value) {
  if (value == "8" || value == "9") return value.front() - '0';
  if (value.size() != 2 || value[0] != '1' || value[1] < '0' || value[1] > '5') return 0;
  return 10 + value[1] - '0';
}

bool has_good_flags(const parameters& all) {
  for (const parameter each : {server_no_context_takeover, client_no_context_takeover}) {
    if (all.has[each] && !all.has_flag(each)) return false;
  }
  return true;
}

// A window of 8 bits is declined because zlib has none for a stream without its own head.
std::optional<deflate_agreement> take_offer(const parameters& offer) {
  if (!has_good_flags(offer)) return std::nullopt;
  const std::string& of_client = offer.values[client_max_window_bits];
  if (!of_client.empty() && window_bits(of_client) == 0) return std::nullopt;
  deflate_agreement agreement;
  if (!offer.has[server_max_window_bits]) return agreement;
  agreement.server_window_bits = window_bits(offer.values[server_max_window_bits]);
  agreement.is_limited = true;
  if (agreement.server_window_bits < 9) return std::nullopt;
  return agreement;
}

std::vector<std::string_view> extensions_of(const header_fields& fields) {
  std::vector<std::string_view> all;
  for (const std::string_view value : fields.values(field_name)) {
    for (const std::string_view each : split(value, ',')) {
      if (!each.empty()) all.push_back(each);
    }
  }
  return all;
}

}  // namespace

std::optional<deflate_agreement> choose_deflate_offer(const header_fields& fields) {
  for (const std::string_view each : extensions_of(fields)) {
    const auto offer = read_extension(each);
    if (!offer) continue;
    if (const auto agreement = take_offer(*offer)) return agreement;
  }
  return std::nullopt;
}

std::string deflate_answer(const deflate_agreement& agreement) {
  std::string answer = deflate_offer();
  if (agreement.is_limited) {
    answer += "; server_max_window_bits=" + std::to_string(agreement.server_window_bits);
  }
  return answer;
}

std::string deflate_offer() {
  return std::string(extension_name) + "; server_no_context_takeover; client_no_context_takeover";
}

// The client did not say that it can have a smaller window, so the server may not ask for one. Of
// its own window the server may tell.
bool is_deflate_answer(const header_fields& fields) {
  const auto extensions = extensions_of(fields);
  if (extensions.size() != 1) return false;
  const auto answer = read_extension(extensions.front());
  if (!answer || !has_good_flags(*answer)) return false;
  if (!answer->has[server_no_context_takeover] || answer->has[client_max_window_bits]) return false;
  return !answer->has[server_max_window_bits] ||
         window_bits(answer->values[server_max_window_bits]) != 0;
}

}  // namespace naru::detail
