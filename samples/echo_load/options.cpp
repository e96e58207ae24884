#include "options.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <thread>

#include "../common/command_line.hpp"

namespace samples {
namespace {

constexpr limits connection_limits{1, 60'000};
constexpr limits size_limits{1, 16'777'216};
constexpr limits pipeline_limits{1, 1024};
constexpr limits rate_limits{1, 10'000'000};
constexpr limits seconds_limits{1, 86'400};
constexpr limits thread_limits{1, 1024};

naru::endpoint parse_server(std::string_view text) {
  constexpr std::string_view local_name = "localhost:";
  std::string numeric(text);
  if (text.starts_with(local_name)) numeric.replace(0, local_name.size(), "127.0.0.1:");
  const naru::endpoint server = naru::endpoint::parse(numeric);
  if (server.port() == 0) throw std::invalid_argument("HOST:PORT must not have port 0");
  return server;
}

// If both run on one machine, the other half is for the server.
std::size_t half_of_the_processors() {
  return std::max<std::size_t>(std::thread::hardware_concurrency() / 2, 1);
}

}  // namespace

std::optional<int> parse_options(int argc, const char* const* argv, load_options& options) {
  options.threads = half_of_the_processors();
  command_line line("Loads an echo server, checks every byte and measures round trips.",
                    "echo_load");
  line.add_text(
          "HOST:PORT", [&options](const std::string& text) { options.server = parse_server(text); },
          "the server's address in numbers, or localhost, and its port")
      .required()
      .type_name("");
  line.add_whole_number("--connections", options.connections, connection_limits,
                        "how many connections; default: 1");
  line.add_whole_number("--size", options.size, size_limits, "bytes of a message; default: 64");
  const option pipeline =
      line.add_whole_number("--pipeline", options.pipeline, pipeline_limits,
                            "messages that each connection keeps in flight; default: 1");
  line.add_whole_number("--rate", options.rate, rate_limits,
                        "messages per second over all connections, whatever the server does")
      .excludes(pipeline);
  line.add_whole_number("--seconds", options.seconds, seconds_limits,
                        "how long to send; default: 10");
  line.add_whole_number("--threads", options.threads, thread_limits,
                        "threads of this program; default: half of the processors");
  line.add_backend(options.backend);
  line.add_text(
          "--json", [&options](const std::string& text) { options.json_file = text; },
          "write the result to this file too")
      .type_name("FILE");
  const std::optional<int> exit_code = line.parse(argc, argv);
  options.threads = std::min(options.threads, options.connections);
  return exit_code;
}

}  // namespace samples
