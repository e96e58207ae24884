#include "web/web_socket/check_options.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "web/http/header_fields.hpp"
#include "web/http/request_token.hpp"
#include "web/web_socket/deflate/compression.hpp"

namespace naru::detail {
namespace {

constexpr std::size_t message_size_most = std::size_t{1} << 30;

[[noreturn]] void refuse_option(std::string_view sentence) {
  throw std::invalid_argument(std::string(sentence));
}

bool is_visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

void check_path(const std::string& path) {
  if (!path.starts_with('/') || !is_visible(path)) {
    refuse_option("path: a path begins with '/' and is visible ASCII");
  }
}

void check_message_size(std::size_t size) {
  if (size == 0 || size > message_size_most) refuse_option("message_size_max: 1 to 1 GiB");
}

void check_subprotocols(const std::vector<std::string>& all) {
  if (!std::all_of(all.begin(), all.end(), is_token)) {
    refuse_option("subprotocols: a subprotocol is a token of HTTP");
  }
}

void check_deflate(const std::optional<web_socket_deflate>& deflate) {
  if (!deflate) return;
  if (!has_compression()) refuse_option("deflate: this naru was built without zlib");
  if (deflate->level < 1 || deflate->level > 9) refuse_option("deflate: a level is 1 to 9");
}

}  // namespace

void check_options(const http_limits& limits) {
  if (limits.head_size_max < 256 || limits.head_size_max > 65'536) {
    refuse_option("head_size_max: 256 to 65,536");
  }
  if (limits.headers_max < 1 || limits.headers_max > 1'024) {
    refuse_option("headers_max: 1 to 1,024");
  }
}

void check_options(const web_socket_server_options& options) {
  check_options(options.limits);
  check_message_size(options.message_size_max);
  check_deflate(options.deflate);
  check_path(options.path);
  if (options.path.find('?') != std::string::npos) refuse_option("path: it has no query");
  check_subprotocols(options.subprotocols);
  check_token(options.token);
}

void check_options(const web_socket_client_options& options) {
  check_options(options.limits);
  check_message_size(options.message_size_max);
  check_deflate(options.deflate);
  check_path(options.path);
  if (!is_visible(options.host)) refuse_option("host: it is visible ASCII");
  if (!is_visible(options.origin)) refuse_option("origin: it is visible ASCII");
  check_subprotocols(options.subprotocols);
}

}  // namespace naru::detail
