#include "web/web_socket/check_options.hpp"

#include <naru/detail/check_range.hpp>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "web/http/request_head.hpp"
#include "web/http/request_token.hpp"
#include "web/text/quoted.hpp"
#include "web/web_socket/deflate/compression.hpp"

namespace naru::detail {
namespace {

constexpr std::size_t message_size_most = std::size_t{1} << 30;

[[noreturn]] void refuse_option(std::string_view option, std::string_view value,
                                std::string_view rule) {
  throw std::invalid_argument(std::string(option) + " is " + quoted(value) + "; it must " +
                              std::string(rule));
}

// Refuses the first of the texts that is no such one.
template <class IsRight>
void check_each(std::string_view option, const std::vector<std::string>& all, IsRight is_right,
                std::string_view rule) {
  const auto wrong = std::find_if_not(all.begin(), all.end(), is_right);
  if (wrong == all.end()) return;
  throw std::invalid_argument(std::string(option) + " has " + quoted(*wrong) + "; each must be " +
                              std::string(rule));
}

bool is_visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

bool is_host_to_serve(std::string_view text) {
  constexpr std::string_view any_port = ":*";
  if (text.ends_with(any_port)) text.remove_suffix(any_port.size());
  return !text.empty() && is_host(text) && text.find('*') == std::string_view::npos;
}

// What a browser sends: RFC 6454, 6.2. One that is written in another way would never be met.
bool is_origin(std::string_view text) {
  if (text == "*" || text == "null") return true;
  const std::size_t scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos || scheme_end == 0) return false;
  const std::string_view scheme = text.substr(0, scheme_end);
  const std::string_view host = text.substr(scheme_end + 3);
  if (same_letters(scheme, "ws") || same_letters(scheme, "wss")) return false;
  if (same_letters(scheme, "http") && host.ends_with(":80")) return false;
  if (same_letters(scheme, "https") && host.ends_with(":443")) return false;
  return is_visible(scheme) && !host.empty() && is_host(host) &&
         host.find('*') == std::string_view::npos;
}

void check_subprotocols(const std::vector<std::string>& all) {
  check_each("subprotocols", all, is_token, "a token of HTTP");
}

void check_deflate(const std::optional<web_socket_deflate>& deflate) {
  if (!deflate) return;
  if (!has_compression()) {
    throw std::invalid_argument("deflate is set; it needs a naru that was built with zlib");
  }
  if (deflate->level < 1 || deflate->level > 9) {
    throw std::invalid_argument("deflate.level is " + std::to_string(deflate->level) +
                                "; it must be 1 to 9");
  }
}

}  // namespace

void check_options(const http_limits& limits) {
  check_range("limits.head_size_max", limits.head_size_max, 256, 65'536);
  check_range("limits.headers_max", limits.headers_max, 1, 1'024);
}

void check_options(const web_socket_server_options& options) {
  check_options(options.limits);
  check_range("message_size_max", options.message_size_max, 1, message_size_most);
  check_deflate(options.deflate);
  if (!is_target(options.path) || options.path.find('?') != std::string::npos) {
    refuse_option("path", options.path, rule_of_paths);
  }
  check_each(
      "origins", options.origins, is_origin,
      "\"*\", \"null\", or as a browser sends it: \"https://play.example\", without a path and "
      "without the usual port of its scheme");
  check_hosts(options.hosts);
  check_subprotocols(options.subprotocols);
  check_token(options.token);
}

void check_options(const web_socket_client_options& options) {
  check_options(options.limits);
  check_range("message_size_max", options.message_size_max, 1, message_size_most);
  check_deflate(options.deflate);
  if (!options.path.starts_with('/') || !is_visible(options.path)) {
    refuse_option("path", options.path, "begin with '/' and be visible ASCII");
  }
  if (!is_host(options.host)) {
    refuse_option("host", options.host, "be a host, perhaps with a port: \"play.example:7080\"");
  }
  if (!is_visible(options.origin)) refuse_option("origin", options.origin, "be visible ASCII");
  check_subprotocols(options.subprotocols);
}

void check_hosts(const std::vector<std::string>& hosts) {
  check_each("hosts", hosts, is_host_to_serve,
             "a host, perhaps with a port: \"localhost\", \"localhost:7080\" or \"localhost:*\"");
}

}  // namespace naru::detail
