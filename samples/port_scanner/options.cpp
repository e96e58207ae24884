#include "options.hpp"

#include "../common/command_line.hpp"

namespace samples {
namespace {

constexpr limits first_limits{1, 65'535};
constexpr limits count_limits{1, 65'535};
constexpr limits concurrent_limits{1, 10'000};
constexpr limits timeout_limits{1, 60'000};

}  // namespace

std::optional<int> parse_options(int argc, const char* const* argv, scan_request& request) {
  CLI::App app("Prints the TCP ports of a host that answer.", "port_scanner");
  auto timeout = static_cast<std::uint64_t>(request.timeout.count());
  add_text(
      app, "HOST", [&](const std::string& text) { request.host = text; }, "a name or an address")
      ->required();
  add_whole_number(app, "--first", request.first_port, first_limits, "the first port; default: 1");
  add_whole_number(app, "--ports", request.ports, count_limits, "how many; default: 1000");
  add_whole_number(app, "--concurrent", request.concurrent, concurrent_limits,
                   "connects at the same time, at most; default: 100");
  add_whole_number(app, "--timeout", timeout, timeout_limits,
                   "milliseconds that each connect may take; default: 1000");
  const auto exit_code = parse(app, argc, argv);
  request.timeout = std::chrono::milliseconds(timeout);
  return exit_code;
}

}  // namespace samples
