#include "web/http/request_head.hpp"

#include <algorithm>

namespace naru::detail {
namespace {

unsigned read_request_line(std::string_view line, request_head& request) {
  const std::string_view method = take_until(line, " ");
  const std::string_view target = take_until(line, " ");
  if (!is_token(method)) return 400;
  if (line != "HTTP/1.1") return line.starts_with("HTTP/") && line.size() == 8 ? 505 : 400;
  if (method != "GET" && method != "HEAD") return 405;
  if (!is_target(target)) return 400;
  request.is_head = method == "HEAD";
  request.target = target;
  request.query = target;
  request.path = take_until(request.query, "?");
  return 0;
}

// A length of zero is no body.
unsigned check_body(const header_fields& fields) {
  if (fields.count("Transfer-Encoding") != 0) return 501;
  if (fields.count("Content-Length") == 0) return 0;
  const auto length = fields.only("Content-Length");
  if (!length || length->empty()) return 400;
  const bool is_number =
      std::all_of(length->begin(), length->end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) return 400;
  return *length == "0" ? 0 : 413;
}

}  // namespace

// A target is what a URI may have: visible ASCII without a fragment. Percent-escapes stay as they
// are, since a path is only compared.
bool is_target(std::string_view target) noexcept {
  return target.starts_with('/') && std::all_of(target.begin(), target.end(), [](char c) {
           return c > ' ' && c < '\x7f' && c != '#' && c != '"' && c != '<' && c != '>' &&
                  c != '\\' && c != '^' && c != '`' && c != '{' && c != '|' && c != '}';
         });
}

bool is_host(std::string_view host) noexcept {
  return std::all_of(host.begin(), host.end(), [](char c) {
    return c > ' ' && c < '\x7f' && c != '/' && c != '@' && c != ',' && c != '?' && c != '#' &&
           c != '"' && c != '\\';
  });
}

unsigned read_request_head(std::string_view head, const http_limits& limits,
                           request_head& request) {
  if (head.size() > limits.head_size_max) return 431;
  const std::string_view line = take_until(head, "\r\n");
  if (const unsigned refused = read_request_line(line, request)) return refused;
  if (const unsigned refused = request.fields.read(head, limits.headers_max)) return refused;
  const auto host = request.fields.only("Host");
  if (!host || !is_host(*host)) return 400;
  request.host = *host;
  if (const unsigned refused = check_body(request.fields)) return refused;
  return request.fields.count("Expect") != 0 ? 417 : 0;
}

}  // namespace naru::detail
