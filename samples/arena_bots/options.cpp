#include "options.hpp"

#include "../common/command_line.hpp"

namespace samples::arena {
namespace {

constexpr limits player_limits{1, 20'000};
constexpr limits number_limits{1, 1'000'000};
constexpr limits seconds_limits{1, 86'400};
constexpr limits walk_limits{1, 60};
constexpr limits seed_limits{1, 4'294'967'295};

}  // namespace

std::optional<int> parse_options(int argc, const char* const* argv, bots_options& options) {
  CLI::App app("Has many players play in an arena, and checks what they are told.", "arena_bots");
  add_server(app, options.server);
  add_whole_number(app, "--players", options.players, player_limits,
                   "how many players; default: 100");
  add_whole_number(app, "--first", options.first, number_limits,
                   "the number in the first one's name; default: 1");
  add_whole_number(app, "--seconds", options.seconds, seconds_limits,
                   "how long to play, once all are there; default: 10");
  add_whole_number(app, "--walks", options.walks_per_second, walk_limits,
                   "how often each walks, per second; every fifth time it whispers; default: 2");
  add_whole_number(app, "--seed", options.seed, seed_limits, "of what they do; default: 1");
  add_backend(app, options.backend);
  return parse(app, argc, argv);
}

}  // namespace samples::arena
