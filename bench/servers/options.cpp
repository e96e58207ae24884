#include "options.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>

#include "scenarios.hpp"

namespace bench {

std::optional<int> parse_options(int argc, const char* const* argv, options& chosen) {
  CLI::App app(
      "A server that naru_bench_load puts load on; prints its port and serves until it is "
      "killed");
  app.add_option("--scenario", chosen.scenario)->check(CLI::IsMember(&scenarios()))->required();
  app.add_option("--backend", chosen.backend, "naru's; exit code 3 if the build lacks it");
  app.add_option("--buffer", chosen.buffer_size, "bytes that one receive may bring")
      ->check(CLI::Range(64, 1 << 20))
      ->capture_default_str();
  app.add_option("--certificate", chosen.certificate, "of TLS, a file in PEM");
  app.add_option("--key", chosen.key, "the certificate's private key, a file in PEM");
  app.add_option("--threads", chosen.threads)->check(CLI::Range(1, 64));
  app.add_option_function<int>(
      "--time-limit", [&](int each) { chosen.time_limit = std::chrono::milliseconds(each); },
      "milliseconds that a session's message or write may take");
  app.add_flag_callback(
      "--separate", [&] { chosen.loops = arrangement::separate; }, "a loop for each thread");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  return std::nullopt;
}

void announce(std::uint16_t port) {
  std::printf("%u\n", static_cast<unsigned>(port));
  std::fflush(stdout);
}

void not_applicable(const options& chosen) {
  std::fprintf(stderr, "not applicable: %s on %zu threads, backend \"%s\"\n",
               chosen.scenario.c_str(), chosen.threads, chosen.backend.c_str());
  std::exit(3);
}

}  // namespace bench
