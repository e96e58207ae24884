#include "web/web_socket/upgrade_request.hpp"

#include <algorithm>

#include "web/text/base64.hpp"
#include "web/web_socket/handshake.hpp"

namespace naru::detail {
namespace {

constexpr std::string_view any_port = ":*";
constexpr std::size_t key_size = 16;  // bytes, without Base64

bool is_key(const request_head& request) {
  const auto key = request.fields.only("Sec-WebSocket-Key");
  return key && base64_size(*key) == key_size;
}

std::string_view without_port(std::string_view host, std::string_view port) {
  if (host.ends_with(port)) host.remove_suffix(port.size());
  return host;
}

// RFC 6454: the scheme, the host and the port are the same, and a port that is not there is that of
// the scheme. A page without an origin of its own, such as a file, has the origin "null".
bool is_same_origin(std::string_view origin, std::string_view scheme, std::string_view host) {
  const std::size_t scheme_end = origin.find("://");
  if (scheme_end == std::string_view::npos) return false;
  const std::string_view port = scheme == "https" ? ":443" : ":80";
  return same_letters(origin.substr(0, scheme_end), scheme) &&
         same_letters(without_port(origin.substr(scheme_end + 3), port), without_port(host, port));
}

bool is_origin_allowed(const request_head& request, std::string_view scheme,
                       const web_socket_server_options& options) {
  if (request.fields.count("Origin") == 0) return true;
  const auto origin = request.fields.only("Origin");
  if (!origin) return false;
  if (options.origins.empty()) return is_same_origin(*origin, scheme, request.host);
  return std::any_of(options.origins.begin(), options.origins.end(), [&](const std::string& each) {
    return each == "*" || same_letters(each, *origin);
  });
}

bool is_same_host(std::string_view given, std::string_view served) {
  if (!served.ends_with(any_port)) return same_letters(given, served);
  served.remove_suffix(any_port.size());
  if (given.size() < served.size() || !same_letters(given.substr(0, served.size()), served)) {
    return false;
  }
  given.remove_prefix(served.size());
  return given.empty() || (given.front() == ':' &&
                           given.find_first_not_of("0123456789", 1) == std::string_view::npos);
}

std::string_view choose_subprotocol(const request_head& request,
                                    const web_socket_server_options& options) {
  const auto offered = request.fields.tokens("Sec-WebSocket-Protocol");
  for (const std::string& each : options.subprotocols) {
    if (std::find(offered.begin(), offered.end(), each) != offered.end()) return each;
  }
  return {};
}

}  // namespace

bool wants_web_socket(const request_head& request) noexcept {
  return request.fields.has_token("Upgrade", "websocket");
}

bool is_host_served(const request_head& request, const std::vector<std::string>& hosts) noexcept {
  return hosts.empty() || std::any_of(hosts.begin(), hosts.end(), [&](const std::string& each) {
           return is_same_host(request.host, each);
         });
}

unsigned check_upgrade(const request_head& request, std::string_view scheme,
                       const web_socket_server_options& options) {
  if (request.is_head || !request.fields.has_token("Connection", "upgrade")) return 400;
  const auto version = request.fields.only("Sec-WebSocket-Version");
  if (!version) return 400;
  if (*version != "13") return 426;
  if (!is_key(request)) return 400;
  return is_origin_allowed(request, scheme, options) ? 0 : 403;
}

std::string upgrade_answer(const request_head& request, const web_socket_server_options& options,
                           const std::optional<deflate_agreement>& deflate) {
  const auto key = request.fields.only("Sec-WebSocket-Key");
  std::string answer =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: " +
      accept_key(key.value_or("")) + "\r\n";
  const std::string_view subprotocol = choose_subprotocol(request, options);
  if (!subprotocol.empty()) {
    answer += "Sec-WebSocket-Protocol: " + std::string(subprotocol) + "\r\n";
  }
  if (deflate) answer += "Sec-WebSocket-Extensions: " + deflate_answer(*deflate) + "\r\n";
  return answer + "\r\n";
}

}  // namespace naru::detail
