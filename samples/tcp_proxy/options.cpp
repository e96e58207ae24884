#include "options.hpp"

#include <string>

#include "../common/command_line.hpp"

namespace samples {
namespace {

constexpr limits thread_limits{1, 1024};
constexpr limits buffer_limits{1, 16'777'216};
constexpr limits timeout_limits{1, 3'600};
constexpr limits connection_limits{1, 1'000'000};

void add_endpoints(CLI::App& app, proxy_options& options) {
  app.add_option_function<std::string>(
         "LISTEN",
         [&options](const std::string& text) { options.listen = naru::endpoint::parse(text); },
         "ADDR:PORT to listen on, in numbers; port 0 lets the system choose")
      ->required()
      ->type_name("");
  app.add_option_function<std::string>(
         "TARGET",
         [&options](const std::string& text) {
           options.target = parse_host_and_port("TARGET", text);
         },
         "HOST:PORT that each connection is relayed to, by name or in numbers")
      ->required()
      ->type_name("");
}

}  // namespace

std::optional<int> parse_options(int argc, const char* const* argv, proxy_options& options) {
  CLI::App app("Relays TCP connections to another address, until Ctrl-C.", "tcp_proxy");
  add_endpoints(app, options);
  add_whole_number(app, "--threads", options.threads, thread_limits,
                   "how many threads run the proxy; default: 5");
  add_whole_number(app, "--buffer", options.buffer_size, buffer_limits,
                   "bytes of each direction's buffer; default: 65536")
      ->type_name("BYTES");
  add_whole_number(app, "--connect-timeout", options.connect_timeout, timeout_limits,
                   "how long the target may take to answer; default: 10")
      ->type_name("SECONDS");
  add_whole_number(app, "--max-connections", options.max_connections, connection_limits,
                   "how many at a time, further ones wait to be accepted; default: 10000");
  add_backend(app, options.backend);
  app.add_flag_callback(
      "--verbose", [&options] { options.output = verbosity::verbose; }, "print every connection");
  return parse(app, argc, argv);
}

}  // namespace samples
