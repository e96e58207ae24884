#include "options.hpp"

#include "../common/command_line.hpp"

namespace samples {
namespace {

constexpr limits thread_limits{1, 1024};

}  // namespace

std::optional<int> parse_options(int argc, const char* const* argv, server_options& options) {
  CLI::App app("Sends back what it receives, on every connection, until Ctrl-C.", "echo_server");
  add_address(app, "--host", options.host, "the address to listen on; default: 0.0.0.0");
  add_port(app, options.port);
  add_whole_number(app, "--threads", options.threads, thread_limits,
                   "how many threads run the server; default: 5");
  add_backend(app, options.backend);
  app.add_flag_callback(
      "--verbose", [&options] { options.output = verbosity::verbose; },
      "print every connection and every receive");
  return parse(app, argc, argv);
}

}  // namespace samples
