#include "options.hpp"

#include <CLI/CLI.hpp>

namespace mix {

std::optional<int> parse_options(int argc, const char* const* argv, options& chosen) {
  CLI::App app("Runs servers and their players in simulated worlds, one for each seed",
               "naru_simulate");
  app.add_option("--first", chosen.first, "the first seed")->capture_default_str();
  app.add_option("--seeds", chosen.seeds, "how many")->capture_default_str();
  app.add_flag("--twice", chosen.twice, "run each seed two times, and compare the hashes");
  app.add_option("--hashes", chosen.hashes, "a file for one line per seed: the seed and its hash");
  app.add_option("--record", chosen.record,
                 "a file for the record of the last run: .pcapng, .json or .mmd");
  app.add_flag("--minimise", chosen.minimise, "make a run that fails shorter");
  app.add_flag("--speed", chosen.speed, "measure the speed of simulated worlds, and run no seeds");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  return std::nullopt;
}

}  // namespace mix
