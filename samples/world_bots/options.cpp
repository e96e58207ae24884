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
  CLI::App app("Has many players walk through a world_server's world, and checks what they see.",
               "world_bots");
  add_server(app, options.server);
  add_whole_number(app, "--players", options.players, player_limits,
                   "how many players; default: 100");
  add_whole_number(app, "--seconds", options.seconds, seconds_limits,
                   "how long to look, once all are there; default: 10");
  add_whole_number(app, "--inputs", options.inputs_per_second, input_limits,
                   "how often each player steers, per second; default: 5");
  add_whole_number(app, "--least-percent", options.least_percent, percent_limits,
                   "of the updates that should come; fewer are a failure; default: 90");
  add_whole_number(app, "--seed", options.seed, seed_limits, "of where they walk; default: 1");
  add_backend(app, options.backend);
  return parse(app, argc, argv);
}

}  // namespace samples::world
