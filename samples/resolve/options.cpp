#include "options.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "../common/command_line.hpp"

namespace samples {
namespace {

constexpr limits port_limits{0, 65535};
constexpr limits timeout_limits{1, 3600};

naru::address_family to_family(const std::string& text) {
  if (text == "any") return naru::address_family::any;
  if (text == "4") return naru::address_family::v4;
  if (text == "6") return naru::address_family::v6;
  throw std::invalid_argument(fmt::format("--family must be any, 4 or 6, not \"{}\"", text));
}

}  // namespace

std::optional<int> parse_options(int argc, const char* const* argv, resolve_request& request) {
  CLI::App app("Prints the addresses of a host, one on each line.", "resolve");
  std::uint64_t timeout = static_cast<std::uint64_t>(request.timeout.count());
  add_text(
      app, "HOST", [&](const std::string& text) { request.host = text; }, "the host's name")
      ->required();
  add_whole_number(app, "PORT", request.port, port_limits, "printed with each address, unless 0");
  add_text(
      app, "--family", [&](const std::string& text) { request.family = to_family(text); },
      "any, 4 or 6; default: any")
      ->type_name("FAMILY");
  add_whole_number(app, "--timeout", timeout, timeout_limits,
                   "how many seconds to wait for an answer; default: 10");
  const auto exit_code = parse(app, argc, argv);
  request.timeout = std::chrono::seconds(timeout);
  return exit_code;
}

}  // namespace samples
