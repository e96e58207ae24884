#include "options.hpp"

#include <CLI/CLI.hpp>

namespace bench {
namespace {

void describe(CLI::App& app, options& chosen, double& warm_up, double& window) {
  app.add_option("--workload", chosen.workload)
      ->check(CLI::IsMember({"echo", "churn", "fan_out", "udp", "burst", "idle"}))
      ->capture_default_str();
  app.add_option("--port", chosen.port, "where the server listens, on 127.0.0.1")->required();
  app.add_option("--server", chosen.server, "the server's process id")->required();
  app.add_option("--counter-file", chosen.counter_file, "where the server's calls are counted");
  app.add_option("--connections", chosen.connections)->check(CLI::Range(1, 60'000));
  app.add_option("--active", chosen.active, "connections that ask; 0: all");
  app.add_flag("--lockstep", chosen.lockstep, "in rounds, before each of which the server rests");
  app.add_option("--in-flight", chosen.in_flight, "messages per connection")
      ->check(CLI::Range(1, 4096));
  app.add_option("--size", chosen.message_size, "bytes per message")->check(CLI::Range(8, 1 << 20));
  app.add_flag("--framed", chosen.framed, "each message after its length in four bytes");
  app.add_flag("--tls", chosen.tls, "TLS 1.3 with AES-128-GCM; for echo and idle");
  app.add_flag("--web-socket", chosen.web_socket, "each message in a frame; for echo and idle");
  app.add_option("--rate", chosen.rate, "messages per second; 0: as fast as replies come");
  app.add_option("--messages", chosen.messages, "ends the window after so many");
  app.add_option("--at-begin", chosen.at_begin, "a command to be run when the window begins");
  app.add_option("--at-end", chosen.at_end, "a command to be run when the window ends");
  app.add_option("--warm-up", warm_up, "seconds")->check(CLI::NonNegativeNumber);
  app.add_option("--window", window, "seconds")->check(CLI::PositiveNumber);
}

}  // namespace

std::optional<int> parse_options(int argc, const char* const* argv, options& chosen) {
  CLI::App app("Puts load on a server and prints what it cost as JSON", "naru_bench_load");
  double warm_up = chosen.warm_up.count();
  double window = chosen.window.count();
  describe(app, chosen, warm_up, window);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  chosen.warm_up = std::chrono::duration<double>(warm_up);
  chosen.window = std::chrono::duration<double>(window);
  return std::nullopt;
}

}  // namespace bench
