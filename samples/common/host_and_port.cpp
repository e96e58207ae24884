#include "host_and_port.hpp"

#include <naru/endpoint.hpp>
#include <naru/resolver.hpp>

#include <fmt/format.h>

#include <stdexcept>

#include "command_line.hpp"

namespace samples {
namespace {

constexpr limits port_limits{1, 65535};

host_and_port of(std::string_view name, const naru::endpoint& numeric) {
  if (numeric.port() == 0)
    throw std::invalid_argument(fmt::format("{} must not have port 0", name));
  return {numeric.address().to_string(), numeric.port()};
}

}  // namespace

std::string host_and_port::to_string() const {
  const bool is_v6 = host.find(':') != std::string::npos;
  return (is_v6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

host_and_port parse_host_and_port(std::string_view name, std::string_view text) {
  if (const auto numeric = naru::endpoint::try_parse(text)) return of(name, *numeric);
  const std::size_t colon = text.rfind(':');
  const bool has_both = colon != std::string_view::npos && colon != 0;
  const std::string_view host = text.substr(0, colon);
  if (!has_both || host.find(':') != std::string_view::npos ||
      host.size() > naru::resolver::host_length_max) {
    throw std::invalid_argument(fmt::format("{} must be HOST:PORT, not \"{}\"", name, text));
  }
  const std::uint64_t number =
      whole_number(fmt::format("the port of {}", name), text.substr(colon + 1), port_limits);
  return {std::string(host), static_cast<std::uint16_t>(number)};
}

}  // namespace samples
