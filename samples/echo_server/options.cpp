#include "options.hpp"

#include "../common/command_line.hpp"

namespace samples {
namespace {

constexpr limits thread_limits{1, 1024};

}  // namespace

std::optional<int> parse_options(int argc, const char* const* argv, server_options& options) {
  command_line line("Sends back what it receives, on every connection, until Ctrl-C.",
                    "echo_server");
  line.add_address("--host", options.host, "the address to listen on; default: 0.0.0.0");
  line.add_port(options.port);
  line.add_whole_number("--threads", options.threads, thread_limits,
                        "how many threads run the server; default: 5");
  line.add_backend(options.backend);
  line.add_flag(
      "--verbose", [&options] { options.output = verbosity::verbose; },
      "print every connection and every receive");
  return line.parse(argc, argv);
}

}  // namespace samples
