#include "options.hpp"

#include "../common/command_line.hpp"

namespace samples::world {
namespace {

constexpr limits player_limits{1, 20'000};
constexpr limits seconds_limits{1, 86'400};
constexpr limits input_limits{1, 60};
constexpr limits percent_limits{0, 100};
constexpr limits seed_limits{1, 4'294'967'295};

}  // namespace

std::optional<int> parse_options(int argc, const char* const* argv, bots_options& options) {
  command_line line(
      "Has many players walk through a world_server's world, and checks what they see.",
      "world_bots");
  line.add_server(options.server);
  line.add_whole_number("--players", options.players, player_limits,
                        "how many players; default: 100");
  line.add_whole_number("--seconds", options.seconds, seconds_limits,
                        "how long to look, once all are there; default: 10");
  line.add_whole_number("--inputs", options.inputs_per_second, input_limits,
                        "how often each player steers, per second; default: 5");
  line.add_whole_number("--least-percent", options.least_percent, percent_limits,
                        "of the updates that should come; fewer are a failure; default: 90");
  line.add_whole_number("--seed", options.seed, seed_limits, "of where they walk; default: 1");
  line.add_backend(options.backend);
  return line.parse(argc, argv);
}

}  // namespace samples::world
