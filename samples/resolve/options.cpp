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
  command_line line("Prints the addresses of a host, one on each line.", "resolve");
  std::uint64_t timeout = static_cast<std::uint64_t>(request.timeout.count());
  line.add_text(
          "HOST", [&](const std::string& text) { request.host = text; }, "the host's name")
      .required();
  line.add_whole_number("PORT", request.port, port_limits, "printed with each address, unless 0");
  line.add_text(
          "--family", [&](const std::string& text) { request.family = to_family(text); },
          "any, 4 or 6; default: any")
      .type_name("FAMILY");
  line.add_whole_number("--timeout", timeout, timeout_limits,
                        "how many seconds to wait for an answer; default: 10");
  const auto exit_code = line.parse(argc, argv);
  request.timeout = std::chrono::seconds(timeout);
  return exit_code;
}

}  // namespace samples
