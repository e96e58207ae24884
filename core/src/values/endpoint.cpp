#include <naru/endpoint.hpp>

#include <stdexcept>

#include "values/joined.hpp"
#include "values/text_cursor.hpp"

namespace naru {
namespace {

[[noreturn]] void fail(std::string_view text, const char* reason) {
  throw std::invalid_argument(detail::joined({"not an endpoint: \"", text, "\": ", reason}));
}

}  // namespace

endpoint endpoint::parse(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) fail(text, "expected ADDRESS:PORT or [ADDRESS]:PORT");
  if (text.find("://") != std::string_view::npos) fail(text, "a URL is not an endpoint");
  if (text.back() == ']') fail(text, "a port is missing: expected [ADDRESS]:PORT");
  std::string_view host = text.substr(0, colon);
  if (host.empty())
    fail(text, "an address is missing: 0.0.0.0 and [::] stand for all of this host");
  const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) {
    host = host.substr(1, host.size() - 2);
    if (host.find(':') == std::string_view::npos) fail(text, "only IPv6 addresses take brackets");
  } else if (host.find(':') != std::string_view::npos) {
    fail(text, "an IPv6 address needs brackets: [ADDRESS]:PORT");
  }
  const naru::address parsed = naru::address::parse(host);
  detail::text_cursor rest(text, "endpoint");
  rest.skip(colon + 1);
  const unsigned port = rest.number(10, 65535, "a port from 0 to 65535");
  rest.expect_end();
  return {parsed, static_cast<std::uint16_t>(port)};
}

std::optional<endpoint> endpoint::try_parse(std::string_view text) noexcept {
  try {
    return parse(text);
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::string endpoint::to_string() const {
  const std::string host = address_.to_string();
  const bool v6 = address_.is_v6();
  return detail::joined({v6 ? "[" : "", host, v6 ? "]:" : ":", detail::digits(port_)});
}

}  // namespace naru
