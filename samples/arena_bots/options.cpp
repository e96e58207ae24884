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
  command_line line("Has many players play in an arena, and checks what they are told.",
                    "arena_bots");
  line.add_server(options.server);
  line.add_whole_number("--players", options.players, player_limits,
                        "how many players; default: 100");
  line.add_whole_number("--first", options.first, number_limits,
                        "the number in the first one's name; default: 1");
  line.add_whole_number("--seconds", options.seconds, seconds_limits,
                        "how long to play, once all are there; default: 10");
  line.add_whole_number(
      "--walks", options.walks_per_second, walk_limits,
      "how often each walks, per second; every fifth time it whispers; default: 2");
  line.add_whole_number("--seed", options.seed, seed_limits, "of what they do; default: 1");
  line.add_backend(options.backend);
  return line.parse(argc, argv);
}

}  // namespace samples::arena
