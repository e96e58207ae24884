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
  command_line line("Prints the TCP ports of a host that answer.", "port_scanner");
  auto timeout = static_cast<std::uint64_t>(request.timeout.count());
  line.add_text(
          "HOST", [&](const std::string& text) { request.host = text; }, "a name or an address")
      .required();
  line.add_whole_number("--first", request.first_port, first_limits, "the first port; default: 1");
  line.add_whole_number("--ports", request.ports, count_limits, "how many; default: 1000");
  line.add_whole_number("--concurrent", request.concurrent, concurrent_limits,
                        "connects at the same time, at most; default: 100");
  line.add_whole_number("--timeout", timeout, timeout_limits,
                        "milliseconds that each connect may take; default: 1000");
  const auto exit_code = line.parse(argc, argv);
  request.timeout = std::chrono::milliseconds(timeout);
  return exit_code;
}

}  // namespace samples
